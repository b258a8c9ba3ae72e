package org.concretescore.examples;

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

@AnalyzeClasses(packages = "org.concretescore", importOptions = ImportOption.DoNotIncludeTests.class)
final class LayeringTest {
    @ArchTest
    static final ArchRule NOBODY_IMPORTS_THE_EXAMPLES = noClasses()
            .that()
            .resideOutsideOfPackage("org.concretescore.examples..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.concretescore.examples..");

    @ArchTest
    static final ArchRule ONLY_THE_COMMAND_LINE_PARSES = noClasses()
            .that()
            .resideOutsideOfPackage("org.concretescore.examples.command")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("picocli..", "me.tongfei..");

    @ArchTest
    static final ArchRule ND4J_STAYS_IN_NN_AND_IN_EXAMPLES_OF_DL4J = noClasses()
            .that()
            .resideInAPackage("org.concretescore.examples..")
            .and()
            .resideOutsideOfPackage("org.concretescore.examples.example")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.nd4j..", "org.deeplearning4j..");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("org.concretescore.examples.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NOTHING_IS_OVERRIDDEN = classes()
            .that(DescribedPredicate.describe(
                    "are examples' own, have a name and are not interfaces or package-info",
                    (JavaClass c) -> c.getPackageName().startsWith("org.concretescore.examples")
                            && !c.isAnonymousClass()
                            && !c.isInterface()
                            && !c.getSimpleName().equals("package-info")))
            .should()
            .haveModifier(JavaModifier.FINAL);
}
