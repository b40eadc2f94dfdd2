"""The running application: the core thread, and the composition that joins everything."""
