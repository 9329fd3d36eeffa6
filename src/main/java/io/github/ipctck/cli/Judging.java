package io.github.ipctck.cli;

import io.github.ipctck.run.Conclusion;
import io.github.ipctck.run.Run;
import io.github.ipctck.run.RunRequest;
import io.github.ipctck.run.RunResult;
import io.github.ipctck.sandbox.SandboxException;
import io.github.ipctck.wire.ProtocolViolation;
import java.util.List;
import java.util.function.BiConsumer;
import picocli.CommandLine;

/** One implementation after the other. One that can't be judged keeps none of the others from it. */
final class Judging {
    private final CommandLine command;
    private final String sandbox;

    /**
     * @param sandbox the one that was asked for; null if none was
     */
    Judging(CommandLine command, String sandbox) {
        this.command = command;
        this.sandbox = sandbox;
    }

    /**
     * Judges them.
     *
     * @param report is told of each that could be judged
     * @return the exit status of all together: a violation outweighs what could not be judged
     */
    int judge(List<RunRequest> requests, BiConsumer<RunResult, Console> report) {
        int status = Conclusion.CONFORMS.exitStatus();
        try (SetUp setUp = new SetUp(Main.home(), new Console(command)::print)) {
            for (RunRequest request : requests) {
                status = worse(status, judge(request, setUp, requests.size() == 1, report));
            }
        }
        return status;
    }

    private int judge(RunRequest request, SetUp setUp, boolean alone, BiConsumer<RunResult, Console> report) {
        try {
            setUp.ensure(sandbox, request.implementation());
            RunResult result = run(request);
            report.accept(result, new Console(command));
            return result.footer().conclusion().exitStatus();
        } catch (SandboxException | ProtocolViolation e) {
            if (alone) {
                throw e;
            }
            command.getErr()
                    .println("ipc-tck: " + request.implementation().name() + " could not be judged: " + e.getMessage());
            return Conclusion.UNJUDGED.exitStatus();
        }
    }

    private RunResult run(RunRequest request) {
        try (Console console = new Console(command)) {
            return Run.of(request, console);
        }
    }

    private static int worse(int one, int other) {
        int violates = Conclusion.VIOLATES.exitStatus();
        return one == violates || other == violates ? violates : Math.max(one, other);
    }
}
