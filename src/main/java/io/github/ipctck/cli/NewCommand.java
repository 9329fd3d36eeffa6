package io.github.ipctck.cli;

import io.github.ipctck.implementation.Kits;
import io.github.ipctck.wire.Hello;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Begins an implementation. */
@Command(
        name = "new",
        mixinStandardHelpOptions = true,
        description = "Begins an implementation under test: a folder with a manifest and an agent that passes"
                + " the smoke check at once.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./ipc-tck new demo --kit python && ./ipc-tck run demo",
            "  ./ipc-tck new demo --kit c --dir ../ports",
            "",
            "Kits: python: you write a module with names of multiprocessing; c: you implement a part of ipc.h;",
            "protocol: you write an agent in any language.",
            "",
            "Exit status: 0 done, 2 wrong usage."
        })
final class NewCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "Its name, which is the folder's, too.")
    private String name;

    @Option(names = "--kit", paramLabel = "KIT", required = true, description = "python, c or protocol.")
    private String kit;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "Where to make the folder. Default: here.")
    private Path where;

    @Override
    public Integer call() {
        Path folder = new Kits(Main.home().resolve("containers"))
                .begin(kit, name, where, Hello.PROTOCOL)
                .normalize();
        Console console = new Console(spec.commandLine());
        console.print("made " + folder + "; what to do next is in " + folder.resolve("README.md"));
        console.print("judge it: ./ipc-tck run " + folder);
        return 0;
    }
}
