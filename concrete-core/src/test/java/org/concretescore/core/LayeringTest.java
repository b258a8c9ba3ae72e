package org.concretescore.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;

/** The rules of docs/architecture.md that a compiler can't see. */
@AnalyzeClasses(packages = "org.concretescore.core", importOptions = ImportOption.DoNotIncludeTests.class)
final class LayeringTest {
    @ArchTest
    static final ArchRule CORE_STANDS_ON_THE_JDK_AND_COMMONS = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.concretescore.core..", "org.apache.commons..");

    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CYCLE =
            slices().matching("org.concretescore.core.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NOTHING_IS_OPEN_TO_BE_OVERRIDDEN = classes()
            .that()
            .areNotInterfaces()
            .and()
            .areNotAnonymousClasses()
            .should(ArchCondition.from(new DescribedPredicate<JavaClass>("be final or sealed") {
                @Override
                public boolean test(JavaClass type) {
                    return type.getModifiers().contains(JavaModifier.FINAL)
                            || type.reflect().isSealed();
                }
            }));
}
