package org.concretescore.examples.command;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks an option that does not apply to an arcsm, which is a model of real numbers. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
@interface StatesOnly {}
