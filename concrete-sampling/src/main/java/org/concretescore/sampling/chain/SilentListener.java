package org.concretescore.sampling.chain;

/** Hears nothing. */
final class SilentListener implements SamplingListener {}
