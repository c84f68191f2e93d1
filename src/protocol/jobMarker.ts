/** Name of the variable, its value the job's directory, by which all processes of a job are known, also those that left its tree. */
export const jobMarker = 'GPU_FRACTIONS_JOB';
