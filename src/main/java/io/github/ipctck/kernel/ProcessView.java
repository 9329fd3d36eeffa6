package io.github.ipctck.kernel;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A process as the kernel sees it. Each call asks anew. A pid that was given to another process meanwhile counts as
 * gone.
 */
public final class ProcessView {
    /** Linux tells user space a hundred ticks a second, whatever its own are. */
    private static final long MILLIS_PER_TICK = 10;

    private static final int STATE = 0;
    private static final int PARENT = 1;
    /** Its own and its children's, in user space and in the kernel. */
    private static final int[] PROCESSOR_TIMES = {11, 12, 13, 14};

    private static final int THREADS = 17;
    private static final int START_TIME = 19;
    private static final int EXIT_CODE = 49;
    private static final String[] NO_FIELDS = {};

    /** How much of a process's shared memory is searched at most, in bytes. */
    private static final long SEARCHED = 256L << 20;

    /** How much of it is read at once. */
    private static final int PIECE = 1 << 20;

    private final long pid;
    private final String startTime;

    private ProcessView(long pid) {
        this.pid = pid;
        this.startTime = field(stat(), START_TIME);
    }

    /** The process that has this pid now. */
    public static ProcessView of(long pid) {
        return new ProcessView(pid);
    }

    public long pid() {
        return pid;
    }

    /** The pid that the process itself sees: the one of the innermost pid namespace. Empty if the process is gone. */
    public Optional<Long> pidInside() {
        return Proc.read(pid, "status")
                .flatMap(status -> Proc.field(status, "NSpid"))
                .map(pids -> Long.valueOf(pids.substring(pids.lastIndexOf('\t') + 1)));
    }

    /** The fields of {@code stat} after the command; none if there is no such process. */
    private String[] stat() {
        return Proc.read(pid, "stat")
                .map(text -> text.substring(text.lastIndexOf(')') + 2).strip().split(" ", -1))
                .orElse(NO_FIELDS);
    }

    /** The n-th of these fields, or the empty string. */
    private static String field(String[] stat, int index) {
        return index < stat.length ? stat[index] : "";
    }

    private boolean isStillMeantBy(String[] stat) {
        return !startTime.isEmpty() && field(stat, START_TIME).equals(startTime);
    }

    public ProcessState state() {
        String[] stat = stat();
        return isStillMeantBy(stat) ? ProcessState.of(field(stat, STATE).charAt(0)) : ProcessState.GONE;
    }

    /** The parent's pid; 0 if the process is gone or its parent is outside of the harness's namespace. */
    public long parent() {
        String parent = field(stat(), PARENT);
        return parent.isEmpty() ? 0 : Long.parseLong(parent);
    }

    /** The wait status of a zombie; empty for anything else, or if the harness may not read it. */
    public OptionalInt waitStatus() {
        String[] stat = stat();
        String code = field(stat, EXIT_CODE);
        return isStillMeantBy(stat) && field(stat, STATE).equals("Z") && !code.isEmpty()
                ? OptionalInt.of(Integer.parseInt(code))
                : OptionalInt.empty();
    }

    /** How many threads it has; 0 if it is gone. */
    public int threads() {
        String threads = field(stat(), THREADS);
        return threads.isEmpty() ? 0 : Integer.parseInt(threads);
    }

    /** What every thread is doing now. */
    public Activity activity() {
        return Activity.of(pid);
    }

    /** The pids of its children, zombies included. */
    public List<Long> children() {
        List<Long> children = new ArrayList<>();
        for (String tid : Proc.names(Proc.path(pid, "task"))) {
            Proc.read(pid, "task/" + tid + "/children").ifPresent(text -> {
                for (String child : text.strip().split(" ", -1)) {
                    if (!child.isEmpty()) {
                        children.add(Long.valueOf(child));
                    }
                }
            });
        }
        return children;
    }

    /** The pids of its children, their children and so on, without itself. */
    public List<Long> descendants() {
        List<Long> descendants = new ArrayList<>();
        Deque<Long> open = new ArrayDeque<>(children());
        while (!open.isEmpty()) {
            long next = open.removeFirst();
            descendants.add(next);
            open.addAll(ProcessView.of(next).children());
        }
        return descendants;
    }

    /** Its open descriptors, in the order of their numbers. */
    public List<Descriptor> descriptors() {
        List<Descriptor> descriptors = new ArrayList<>();
        Path directory = Proc.path(pid, "fd");
        for (String name : Proc.names(directory)) {
            String info = Proc.read(pid, "fdinfo/" + name).orElse("");
            try {
                descriptors.add(new Descriptor(
                        Integer.parseInt(name),
                        Files.readSymbolicLink(directory.resolve(name)).toString(),
                        Proc.field(info, "flags")
                                .map(flags -> Integer.parseInt(flags, 8))
                                .orElse(0),
                        Proc.field(info, "pos").map(Long::parseLong).orElse(0L)));
            } catch (IOException e) {
                // Closed between the two looks.
            }
        }
        descriptors.sort(java.util.Comparator.comparingInt(Descriptor::number));
        return descriptors;
    }

    /** What it and those of its children that were waited for have used of processors. */
    public Duration processorTime() {
        String[] stat = stat();
        long ticks = 0;
        for (int index : PROCESSOR_TIMES) {
            String field = field(stat, index);
            ticks += field.isEmpty() ? 0 : Long.parseLong(field);
        }
        return Duration.ofMillis(ticks * MILLIS_PER_TICK);
    }

    /** The paths, as the process sees them, of the files that are mapped into its memory. */
    public Set<String> mappedFiles() {
        return mappings()
                .map(ProcessView::mappedFile)
                .filter(path -> path.startsWith("/"))
                .collect(Collectors.toSet());
    }

    /** The fields of each line of {@code maps}: at least five, a sixth if it has a name. */
    private Stream<String[]> mappings() {
        return Proc.read(pid, "maps")
                .orElse("")
                .lines()
                .map(line -> line.split(" +", 6))
                .filter(fields -> fields.length >= 5);
    }

    private static String mappedFile(String[] mapping) {
        return mapping.length > 5 ? mapping[5] : "";
    }

    /** Its shared mappings, in the order of their addresses. */
    public List<SharedMapping> sharedMappings() {
        List<SharedMapping> mappings = new ArrayList<>();
        mappings().filter(fields -> fields[1].endsWith("s")).forEach(fields -> {
            String[] range = fields[0].split("-", -1);
            mappings.add(new SharedMapping(
                    Long.parseUnsignedLong(range[0], 16),
                    Long.parseUnsignedLong(range[1], 16),
                    Long.parseUnsignedLong(fields[2], 16),
                    fields[3],
                    Long.parseLong(fields[4]),
                    mappedFile(fields)));
        });
        return mappings;
    }

    /**
     * Where in its shared memory these bytes stand now: in every place, whatever wrote them.
     *
     * <p>Reads the process's own memory, for which the kernel asks for the right to trace it. No more than the first 256
     * MiB of its shared mappings are searched.
     *
     * @throws IOException if the harness may not read the process's memory
     */
    public Set<SharedPlace> sharedPlacesOf(byte[] pattern) throws IOException {
        Set<SharedPlace> places = new LinkedHashSet<>();
        try (RandomAccessFile memory =
                new RandomAccessFile(Proc.path(pid, "mem").toFile(), "r")) {
            long left = SEARCHED;
            for (SharedMapping mapping : sharedMappings()) {
                long size = Math.min(left, mapping.end() - mapping.start());
                left -= size;
                search(memory, mapping, size, pattern, places);
            }
        }
        return places;
    }

    private static void search(
            RandomAccessFile memory, SharedMapping mapping, long size, byte[] pattern, Set<SharedPlace> places) {
        byte[] piece = new byte[(int) Math.min(size, PIECE)];
        for (long done = 0; done < size; done += PIECE - pattern.length + 1) {
            int length = (int) Math.min(piece.length, size - done);
            try {
                memory.seek(mapping.start() + done);
                memory.readFully(piece, 0, length);
            } catch (IOException e) {
                // Beyond the file's end, or memory of a device: nothing that a process could read either.
                continue;
            }
            for (int i = 0; i + pattern.length <= length; i++) {
                if (piece[i] == pattern[0] && Arrays.equals(piece, i, i + pattern.length, pattern, 0, pattern.length)) {
                    places.add(new SharedPlace(mapping.device(), mapping.inode(), mapping.offset() + done + i));
                }
            }
        }
    }

    /** Ends it with SIGKILL, if it is still the process that this view was made of. */
    public void kill() {
        if (!state().isDead()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Override
    public String toString() {
        return "pid " + pid;
    }
}
