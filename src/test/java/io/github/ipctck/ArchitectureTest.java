package io.github.ipctck;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.List;

/** The house of docs/architecture.md: a floor uses only floors below it. */
@AnalyzeClasses(packages = "io.github.ipctck", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    /** From the roof to the ground. */
    private static final List<String> FLOORS = List.of(
            "cli",
            "report",
            "grading",
            "run",
            "clauses",
            "stage",
            "actor",
            "sandbox",
            "implementation",
            "kernel",
            "wire",
            "spec");

    @ArchTest
    static final ArchRule FLOORS_USE_ONLY_FLOORS_BELOW = floors();

    @ArchTest
    static final ArchRule ONLY_THE_CLI_PRINTS = ArchRuleDefinition.noClasses()
            .that()
            .resideOutsideOfPackage("..cli..")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .as("only the cli prints");

    @ArchTest
    static final ArchRule NOBODY_SLEEPS = ArchRuleDefinition.noClasses()
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .as("nothing sleeps to wait");

    @ArchTest
    static final ArchRule ONLY_THE_CLI_ENDS_THE_PROGRAM = ArchRuleDefinition.noClasses()
            .that()
            .resideOutsideOfPackage("..cli..")
            .should()
            .callMethod(System.class, "exit", int.class);

    private static ArchRule floors() {
        var house = layeredArchitecture().consideringOnlyDependenciesInLayers();
        for (String floor : FLOORS) {
            house = house.layer(floor).definedBy("io.github.ipctck." + floor + "..");
        }
        for (int i = 0; i < FLOORS.size(); i++) {
            String[] above = FLOORS.subList(0, i).toArray(String[]::new);
            house = above.length == 0
                    ? house.whereLayer(FLOORS.get(i)).mayNotBeAccessedByAnyLayer()
                    : house.whereLayer(FLOORS.get(i)).mayOnlyBeAccessedByLayers(above);
        }
        return house;
    }
}
