/** Aborted when the process has been asked to stop: whoever does several things in a row stops after the one at hand. */
export class Stopping extends AbortController {}
