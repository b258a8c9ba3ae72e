package org.concretescore.sampling.chain;

/** Ignores all reports. */
final class SilentListener implements SamplingListener {}
