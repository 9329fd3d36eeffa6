package io.github.ipctck.run;

import java.time.Instant;
import java.util.Map;

/**
 * The first line of a matrix: what was judged, where and how.
 *
 * @param version the version of this format
 * @param suite the version of ipc-tck
 * @param sandbox the sandbox
 * @param lanes how many saboteurs at once
 * @param collateral by which clauses besides their own
 * @param await how long an event that must come was waited for, in milliseconds
 * @param environment the machine
 * @param started when it began, ISO 8601
 * @param saboteurs how many saboteurs
 * @param controls by how many chapters the unbroken control is judged
 */
public record MatrixHeader(
        int version,
        String suite,
        String sandbox,
        int lanes,
        String collateral,
        long await,
        Map<String, String> environment,
        String started,
        int saboteurs,
        int controls) {
    private static final int VERSION = 1;

    static MatrixHeader of(MatrixRequest request, String sandbox, int controls) {
        return new MatrixHeader(
                VERSION,
                RunHeader.suiteVersion(),
                sandbox,
                request.lanes(),
                request.collateral().toString(),
                request.await().toMillis(),
                RunHeader.machine(),
                Instant.now().toString(),
                request.saboteurs().size(),
                controls);
    }
}
