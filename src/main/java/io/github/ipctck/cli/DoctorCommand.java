package io.github.ipctck.cli;

import io.github.ipctck.sandbox.Availability;
import io.github.ipctck.sandbox.Sandboxes;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Tells what is there and what is missing. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Tells what is there, what is missing, and the one command that mends it.",
        footer = "%nExit status: 0 if at least one isolating sandbox can be had, 3 if none can.")
final class DoctorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine command = spec.commandLine();
        print("java", Availability.yes(System.getProperty("java.version") + ", " + System.getProperty("java.vendor")));
        Map<String, Availability> survey = Sandboxes.survey();
        survey.forEach((name, found) -> print("sandbox " + name, found));
        command.getOut().flush();
        return survey.entrySet().stream()
                        .anyMatch(entry -> !entry.getKey().equals("direct")
                                && entry.getValue().available())
                ? 0
                : Main.UNJUDGED;
    }

    private void print(String name, Availability found) {
        CommandLine command = spec.commandLine();
        String mark = found.available() ? "@|green ok     |@" : "@|red missing|@";
        command.getOut().println(command.getColorScheme().ansi().string(mark + " " + name + ": " + found.detail()));
        if (!found.remedy().isEmpty()) {
            command.getOut().println("        mend it by: " + found.remedy());
        }
    }
}
