package org.concretescore.nn;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.concretescore.nn", importOptions = ImportOption.DoNotIncludeTests.class)
final class LayeringTest {
    @ArchTest
    static final ArchRule STANDS_ON_CORE_AND_ND4J = classes()
            .that()
            .resideOutsideOfPackage("org.concretescore.nn.dl4j..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "com.sun.management..",
                    "org.concretescore.core..",
                    "org.concretescore.nn..",
                    "org.nd4j..",
                    // What ND4J's native memory is, and nd4j-api's own dependency.
                    "org.bytedeco.javacpp..",
                    "org.apache.commons.rng..",
                    "org.slf4j..");

    /** DL4J is optional: whoever loads no class of this package does not need it. */
    @ArchTest
    static final ArchRule ONE_PACKAGE_NEEDS_DL4J = noClasses()
            .that()
            .resideOutsideOfPackage("org.concretescore.nn.dl4j..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.deeplearning4j..", "org.concretescore.nn.dl4j..");

    /** Models and trainer run on whatever implements ScoreNetwork. */
    @ArchTest
    static final ArchRule ND4J_STAYS_IN_PLAN_NETWORK_AND_DL4J = noClasses()
            .that()
            .resideInAnyPackage(
                    "org.concretescore.nn.model..", "org.concretescore.nn.train..", "org.concretescore.nn.file..")
            .and()
            .haveSimpleNameNotEndingWith("Test")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.nd4j..");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("org.concretescore.nn.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NOTHING_IS_OVERRIDDEN = classes()
            .that(DescribedPredicate.describe(
                    "have a name and are not interfaces or package-info",
                    (JavaClass c) -> !c.isAnonymousClass()
                            && !c.isInterface()
                            && !c.getSimpleName().equals("package-info")))
            .should()
            .haveModifier(JavaModifier.FINAL);
}
