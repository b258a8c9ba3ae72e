package org.concretescore.sampling;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;

@AnalyzeClasses(packages = "org.concretescore.sampling", importOptions = ImportOption.DoNotIncludeTests.class)
final class LayeringTest {
    @ArchTest
    static final ArchRule STANDS_ON_CORE_ALONE = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..", "org.concretescore.core..", "org.concretescore.sampling..", "org.apache.commons..");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("org.concretescore.sampling.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NOTHING_TO_OVERRIDE = classes()
            .that()
            .doNotHaveSimpleName("package-info")
            .and()
            .areNotAnonymousClasses()
            .should(ArchConditions.be(
                    DescribedPredicate.describe("final, sealed or an interface", LayeringTest::isClosed)));

    private static boolean isClosed(JavaClass type) {
        return type.isInterface()
                || type.getModifiers().contains(JavaModifier.FINAL)
                || type.reflect().isSealed();
    }
}
