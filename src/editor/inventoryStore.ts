import * as vscode from 'vscode';
import type { Device } from '../gpu/device.ts';
import type { Inventory } from '../protocol/agent.ts';
import type { AgentConnection } from './agentConnection.ts';
import { DisposableStore } from './disposables.ts';

/** What is known of the devices of this machine; the last inventory is kept while it is read anew. */
export type InventoryState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'ready'; readonly inventory: Inventory }
  /** The agent went away and is looked for again. */
  | { readonly kind: 'updating'; readonly inventory: Inventory }
  | { readonly kind: 'failed'; readonly error: unknown };

/** The devices as last told, from the first use of the agent on; asking for them never starts the agent, `connect` does. */
export class InventoryStore implements vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new vscode.EventEmitter<InventoryState>());
  readonly #connection: AgentConnection;
  #state: InventoryState = { kind: 'idle' };
  #connecting: Promise<void> | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(connection: AgentConnection) {
    this.#connection = connection;
    this.#store.add(connection.onDidConnect(() => this.#watch()));
  }

  get state(): InventoryState {
    return this.#state;
  }

  /** The last inventory; undefined before the first. */
  get inventory(): Inventory | undefined {
    return this.#state.kind === 'ready' || this.#state.kind === 'updating' ? this.#state.inventory : undefined;
  }

  /** Those of the last inventory; none before the first. */
  get devices(): readonly Device[] {
    return this.inventory?.devices.map(({ device }) => device) ?? [];
  }

  /** Reaches the agent, starting it where none runs, and reads the devices. How it went is in `state`; callers share one attempt. */
  connect(): Promise<void> {
    this.#connecting ??= this.#read().finally(() => {
      this.#connecting = undefined;
    });
    return this.#connecting;
  }

  async #read(): Promise<void> {
    const { inventory } = this;
    this.#set(inventory === undefined ? { kind: 'connecting' } : { kind: 'updating', inventory });
    try {
      this.#set({ kind: 'ready', inventory: await this.#connection.inventory() });
    } catch (error) {
      this.#set({ kind: 'failed', error });
    }
  }

  #watch(): void {
    this.#store.use(
      this.#connection.watch({
        inventoryChanged: (inventory) => this.#set({ kind: 'ready', inventory }),
        connection: (state) => {
          if (state === 'connected') {
            void this.connect();
          } else if (this.inventory !== undefined) {
            this.#set({ kind: 'updating', inventory: this.inventory });
          }
        },
      }),
    );
    void this.connect();
  }

  #set(state: InventoryState): void {
    if (!this.#store.isDisposed) {
      this.#state = state;
      this.#changed.fire(state);
    }
  }

  dispose(): void {
    this.#store.dispose();
  }
}
