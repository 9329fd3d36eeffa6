package io.github.ipctck.report.html;

import io.github.ipctck.actor.TraceEvent;
import io.github.ipctck.actor.TraceEvent.Born;
import io.github.ipctck.actor.TraceEvent.Observation;
import io.github.ipctck.actor.TraceEvent.Step;
import io.github.ipctck.report.html.Swimlanes.Span;
import io.github.ipctck.run.ClauseResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Places the events of a trace on a drawing. What is later is lower; how much lower depends on what must be written
 * between and, weakly, on the time: a drawing to scale would be empty for the most part.
 */
final class SwimlaneLayout {
    private static final int MARGIN = 84;
    private static final int GAP = 44;
    private static final int HEAD = 42;
    private static final int PADDING = 8;
    private static final int CALL_LINES = 4;
    private static final int RESULT_LINES = 3;

    /** More events than these are cut out of the drawing's middle; the list below has them all. */
    private static final int MOST = 160;

    private static final int FIRST = 60;

    /** So often something is drawn at each end of its repetition. */
    private static final int REPEATED = 3;

    /** As much time as needs to be told that it passed, in microseconds. */
    private static final long LONG = 20_000;

    private enum Kind {
        BORN,
        START,
        SINCE,
        SEEN,
        END
    }

    private record Moment(long at, int index, Kind kind, TraceEvent event) {}

    private static final class Track {
        final String name;
        int x;
        Born born;
        int top = -1;
        int bottom;
        int dead = -1;

        Track(String name) {
            this.name = name;
        }
    }

    private static final class Opened {
        int top;
        int bottom = -1;
        final List<Span> blocked = new ArrayList<>();
    }

    private final ClauseResult result;
    private final List<TraceEvent> trace;
    private final TraceEvent wrong;
    private final Map<String, Track> tracks = new LinkedHashMap<>();
    private final Map<Step, Opened> opened = new LinkedHashMap<>();
    private final Map<String, Step> current = new HashMap<>();
    private final Map<Observation, Integer> since = new HashMap<>();
    private final List<Swimlanes.Note> notes = new ArrayList<>();
    private final List<Swimlanes.Tick> ticks = new ArrayList<>();
    private int laneWidth;
    private int letters;
    private int y;
    private long time;
    private Swimlanes.Callout callout;
    private int wrongBottom = -1;

    private SwimlaneLayout(ClauseResult result) {
        this.result = result;
        this.trace = shortened(result.trace());
        this.wrong = result.expected() == null ? null : wrong();
    }

    static Swimlanes of(ClauseResult result) {
        return new SwimlaneLayout(result).lay();
    }

    private List<TraceEvent> shortened(List<TraceEvent> whole) {
        List<TraceEvent> all = withoutRepetition(whole);
        if (all.size() <= MOST) {
            return all;
        }
        List<TraceEvent> some = new ArrayList<>(all.subList(0, FIRST));
        int resumed = all.size() - (MOST - FIRST);
        all.subList(FIRST, resumed).stream().filter(Born.class::isInstance).forEach(some::add);
        some.addAll(all.subList(resumed, all.size()));
        return some;
    }

    /** What a process does again and again, with the same outcome, is drawn a few times at the begin and at the end. */
    private List<TraceEvent> withoutRepetition(List<TraceEvent> all) {
        List<TraceEvent> some = new ArrayList<>();
        int times = 1;
        for (int i = 0; i < all.size(); i += times) {
            times = all.get(i) instanceof Step ? timesFrom(all, i) : 1;
            if (times > 2 * REPEATED) {
                some.addAll(all.subList(i, i + REPEATED));
                some.addAll(all.subList(i + times - REPEATED, i + times));
            } else {
                some.addAll(all.subList(i, i + times));
            }
        }
        return some;
    }

    /** How often in a row the same process did the same with the same outcome. The failing step, once it is known, is alone. */
    private int timesFrom(List<TraceEvent> events, int first) {
        TraceEvent event = events.get(first);
        String what = line(event);
        int times = 1;
        while (first + times < events.size()
                && event != wrong
                && events.get(first + times) != wrong
                && events.get(first + times).actor().equals(event.actor())
                && line(events.get(first + times)).equals(what)) {
            times++;
        }
        return times;
    }

    /** The step that the failure is about is quoted in what was expected. */
    private TraceEvent wrong() {
        for (int i = trace.size() - 1; i >= 0; i--) {
            if (trace.get(i) instanceof Step step
                    && step.call() != null
                    && result.expected().contains("`" + step.call() + "`")
                    && result.expected().contains(step.actor())) {
                return step;
            }
        }
        for (int i = trace.size() - 1; i >= 0; i--) {
            if (!(trace.get(i) instanceof Born)) {
                return trace.get(i);
            }
        }
        return null;
    }

    private Swimlanes lay() {
        for (TraceEvent event : trace) {
            Track track = tracks.computeIfAbsent(event.actor(), Track::new);
            if (event instanceof Born born && track.born == null) {
                track.born = born;
            }
        }
        laneWidth = switch (tracks.size()) {
            case 1 -> 480;
            case 2 -> 380;
            case 3 -> 300;
            default -> 250;
        };
        letters = (int) ((laneWidth - 2 * PADDING - 6) / TextBox.LETTER);
        int x = MARGIN + laneWidth / 2;
        for (Track track : tracks.values()) {
            track.x = x;
            x += laneWidth + GAP;
        }
        int width = Math.max(x - laneWidth / 2 - GAP + 16, 480);
        y = 8;
        List<Moment> moments = moments();
        time = moments.isEmpty() ? 0 : moments.get(0).at();
        for (int i = 0; i < moments.size(); i++) {
            place(moments.get(i), moments, width);
        }
        for (Opened box : opened.values()) {
            box.bottom = box.bottom < 0 ? y + 30 : box.bottom;
        }
        int bottom = lowest() + 14;
        if (result.expected() != null && callout == null) {
            callout = callout(bottom, width, null);
        }
        List<Swimlanes.Arrow> arrows = new ArrayList<>();
        Links.of(trace).forEach(link -> arrows.add(arrow(link)));
        int height = callout == null ? bottom : Math.max(bottom, callout.y() + callout.height() + 12);
        return new Swimlanes(
                width, height, laneWidth, summary(), lanes(bottom), boxes(), notes, arrows, ticks, callout, lines());
    }

    private int lowest() {
        int lowest = y;
        for (Track track : tracks.values()) {
            lowest = Math.max(lowest, track.bottom);
        }
        for (Opened box : opened.values()) {
            lowest = Math.max(lowest, box.bottom);
        }
        return lowest;
    }

    private List<Moment> moments() {
        List<Moment> moments = new ArrayList<>();
        for (int i = 0; i < trace.size(); i++) {
            TraceEvent event = trace.get(i);
            if (event instanceof Step step) {
                moments.add(new Moment(Links.start(step), i, Kind.START, step));
                moments.add(new Moment(Links.end(step), i, Kind.END, step));
            } else if (event instanceof Observation observation) {
                if (observation.since() != null) {
                    moments.add(new Moment(observation.since(), i, Kind.SINCE, observation));
                }
                moments.add(new Moment(observation.at(), i, Kind.SEEN, observation));
            } else {
                moments.add(new Moment(event.at(), i, Kind.BORN, event));
            }
        }
        moments.sort(Comparator.comparingLong(Moment::at).thenComparingInt(Moment::index));
        return moments;
    }

    private void place(Moment moment, List<Moment> moments, int width) {
        Track track = tracks.get(moment.event().actor());
        boolean never = moment.at() == Long.MAX_VALUE;
        int free = Math.max(y + (never ? 4 : distance(moment.at() - time)), track.bottom);
        switch (moment.kind()) {
            case BORN -> {
                track.top = free + 10;
                track.bottom = track.top + HEAD;
                tick(moment, track.top + HEAD / 2);
                y = track.top + HEAD / 2;
            }
            case START -> start((Step) moment.event(), track, free + 8, moment);
            case SINCE -> {
                int from = free + 4;
                since.put((Observation) moment.event(), from);
                track.bottom = from + 10;
                y = from;
            }
            case SEEN -> see((Observation) moment.event(), track, free + 6, moment);
            case END -> end((Step) moment.event(), track, free);
        }
        if (!never) {
            time = Math.max(time, moment.at());
        }
        if (moment.event() == wrong && (moment.kind() == Kind.END || moment.kind() == Kind.SEEN) && callout == null) {
            boolean last = moments.get(moments.size() - 1).equals(moment);
            callout = callout(Math.max(y, last ? lowest() : 0) + 16, width, track);
            y = callout.y() + callout.height() + 4;
            tracks.values().forEach(each -> each.bottom = Math.max(each.bottom, each.top < 0 ? 0 : y));
        }
    }

    private void start(Step step, Track track, int top, Moment moment) {
        Opened box = new Opened();
        box.top = top;
        opened.put(step, box);
        current.put(track.name, step);
        if (track.top < 0) {
            track.top = top;
        }
        track.bottom = top + PADDING + call(step).size() * TextBox.LINE;
        tick(moment, top + 14);
        y = top;
    }

    private void end(Step step, Track track, int free) {
        Opened box = opened.get(step);
        box.bottom = Math.max(free, track.bottom) + PADDING + resultText(step).size() * TextBox.LINE;
        track.bottom = box.bottom;
        current.remove(track.name, step);
        y = box.bottom;
        if (step == wrong) {
            wrongBottom = box.bottom;
        }
    }

    private void see(Observation observation, Track track, int top, Moment moment) {
        List<String> text = TextBox.wrap(told(observation), letters - 2, CALL_LINES);
        int height = text.size() * TextBox.LINE + 8;
        notes.add(new Swimlanes.Note(
                track.x - laneWidth / 2,
                top,
                height,
                observation == wrong,
                TextBox.lines(text, top + 16),
                observation.observation()));
        Integer from = since.get(observation);
        Step step = current.get(track.name);
        if (from != null && step != null) {
            opened.get(step).blocked.add(new Span(from, top + height - from + 4));
        }
        if (track.top < 0) {
            track.top = top;
        }
        track.bottom = top + height + 6;
        if (saysDead(observation.observation())) {
            track.dead = track.bottom;
        }
        tick(moment, top + 14);
        y = top;
        if (observation == wrong) {
            wrongBottom = top + height;
        }
    }

    private static boolean saysDead(String observation) {
        return observation.startsWith("gone") || observation.equals("state gone") || observation.startsWith("Z (");
    }

    private static int distance(long micros) {
        return micros <= 1000 ? 3 : (int) (3 + (micros > LONG ? TextBox.LINE : 0) + 7 * Math.log10(micros / 1000.0));
    }

    private void tick(Moment moment, int where) {
        int room = ticks.isEmpty()
                ? TextBox.LINE
                : where - ticks.get(ticks.size() - 1).y();
        boolean pause = moment.at() - time > LONG && room >= 2 * TextBox.LINE;
        String gap = pause ? Times.text(moment.at() - time) : null;
        boolean crowded = room < TextBox.LINE;
        if (!crowded) {
            ticks.add(new Swimlanes.Tick(where, Times.text(moment.at()), gap));
        }
    }

    private Swimlanes.Callout callout(int top, int width, Track track) {
        int wide = (int) ((width - MARGIN - 130) / TextBox.LETTER);
        List<String> expected = TextBox.wrap(orNothing(result.expected()), wide, 12);
        List<String> observed = TextBox.wrap(orNothing(result.observed()), wide, 12);
        int second = top + 14 + expected.size() * TextBox.LINE + 6;
        return new Swimlanes.Callout(
                top,
                second - top + observed.size() * TextBox.LINE + 10,
                track == null ? -1 : track.x,
                wrongBottom,
                TextBox.lines(expected, top + 22),
                TextBox.lines(observed, second + 12));
    }

    private static String orNothing(String text) {
        return text == null || text.isBlank() ? "(nothing)" : text;
    }

    private List<String> call(Step step) {
        return TextBox.wrap(String.valueOf(step.call()), letters, CALL_LINES);
    }

    private List<String> resultText(Step step) {
        return TextBox.wrap(outcome(step), letters - (Links.isEndOfFile(step) ? 5 : 0), RESULT_LINES);
    }

    private static String outcome(Step step) {
        String detail = step.detail() == null ? "" : step.detail();
        String took = step.started() != null && step.ended() != null && step.ended() - step.started() >= 1000
                ? "  (" + Times.text(step.ended() - step.started()) + ")"
                : "";
        return switch (String.valueOf(step.outcome())) {
            case "returned" -> returned(step.operation(), detail) + took;
            case "failed" -> "↯ " + detail + took;
            case "died" -> "† the process died" + (detail.isEmpty() ? "" : ": " + detail);
            default -> detail.isEmpty() ? "… never came to an end" : "… " + detail;
        };
    }

    private static String returned(String operation, String detail) {
        if (detail.isEmpty() || detail.equals("None")) {
            return "✓ done";
        }
        return (operation.equals("child") || operation.equals("fork") ? "→ pid " : "→ ") + detail;
    }

    private static String told(Observation observation) {
        String text = observation.observation();
        if (text.startsWith("blocked: ")) {
            return "kernel: asleep, no thread ran for " + Times.text(observation.at() - observation.since());
        }
        return "kernel: " + text;
    }

    private List<Swimlanes.Lane> lanes(int bottom) {
        List<Swimlanes.Lane> lanes = new ArrayList<>();
        for (Track track : tracks.values()) {
            Born born = track.born;
            String pid = born == null ? "" : "pid " + born.pid();
            String origin =
                    born == null || born.parent() == null ? "" : "made by " + born.parent() + ", by " + born.how();
            lanes.add(new Swimlanes.Lane(
                    track.name,
                    pid,
                    origin,
                    track.x,
                    born == null ? -1 : track.top,
                    track.dead > 0 ? track.dead + 12 : bottom,
                    track.dead > 0,
                    branch(track)));
        }
        return lanes;
    }

    private String branch(Track child) {
        if (child.born == null || child.born.parent() == null || !tracks.containsKey(child.born.parent())) {
            return null;
        }
        Track parent = tracks.get(child.born.parent());
        int from = child.top - 6;
        for (Map.Entry<Step, Opened> entry : opened.entrySet()) {
            Step step = entry.getKey();
            if (step.actor().equals(parent.name) && Links.start(step) <= child.born.at()) {
                from = Math.min(child.top - 6, entry.getValue().top + 14);
            }
        }
        int side = child.x > parent.x ? 1 : -1;
        return String.format(
                Locale.ROOT,
                "M%d %dH%dQ%d %d %d %dV%d",
                parent.x + side * laneWidth / 2,
                from,
                child.x - side * 14,
                child.x,
                from,
                child.x,
                from + 12,
                Math.max(child.top, from + 12));
    }

    private List<Swimlanes.Box> boxes() {
        List<Swimlanes.Box> boxes = new ArrayList<>();
        opened.forEach((step, box) -> {
            List<String> ending = resultText(step);
            boxes.add(new Swimlanes.Box(
                    tracks.get(step.actor()).x - laneWidth / 2,
                    box.top,
                    box.bottom - box.top,
                    step.outcome(),
                    step == wrong,
                    TextBox.lines(call(step), box.top + 16),
                    TextBox.lines(ending, box.bottom - PADDING - (ending.size() - 1) * TextBox.LINE),
                    Links.isEndOfFile(step),
                    step.call() + " " + outcome(step),
                    box.blocked));
        });
        return boxes;
    }

    private Swimlanes.Arrow arrow(Links.Link link) {
        Track from = tracks.get(link.from().actor());
        Track to = tracks.get(link.to().actor());
        int startY = opened.get(link.from()).top + 12;
        int endY = Math.max(opened.get(link.to()).bottom - 12, startY + 4);
        String path;
        if (from == to) {
            int side = from.x + laneWidth / 2;
            path = String.format(
                    Locale.ROOT,
                    "M%d %dC%d %d %d %d %d %d",
                    side,
                    startY,
                    side + 26,
                    startY,
                    side + 26,
                    endY,
                    side + 2,
                    endY);
        } else {
            int side = to.x > from.x ? 1 : -1;
            int startX = from.x + side * laneWidth / 2;
            int endX = to.x - side * (laneWidth / 2 + 2);
            int bend = side * Math.max(GAP / 2, Math.abs(endX - startX) / 2);
            path = String.format(
                    Locale.ROOT,
                    "M%d %dC%d %d %d %d %d %d",
                    startX,
                    startY,
                    startX + bend,
                    startY,
                    endX - bend,
                    endY,
                    endX,
                    endY);
        }
        return new Swimlanes.Arrow(link.kind(), path, link.title());
    }

    private String summary() {
        long steps = result.trace().stream().filter(Step.class::isInstance).count();
        return tracks.size()
                + (tracks.size() == 1 ? " process, " : " processes, ")
                + steps
                + (steps == 1 ? " operation" : " operations")
                + (result.trace().size() > trace.size() ? " (the drawing leaves some out)" : "")
                + (result.expected() == null ? "" : "; the failing step is in red");
    }

    /** In the order of the drawing. What was done again and again, with the same outcome, is one line. */
    private List<Swimlanes.Line> lines() {
        List<Swimlanes.Line> lines = new ArrayList<>();
        int times = 1;
        List<TraceEvent> events = result.trace().stream()
                .sorted(Comparator.comparingLong(SwimlaneLayout::moment))
                .toList();
        for (int i = 0; i < events.size(); i += times) {
            TraceEvent event = events.get(i);
            String what = line(event);
            times = timesFrom(events, i);
            lines.add(new Swimlanes.Line(
                    Times.text(moment(event)),
                    event.actor(),
                    times == 1 ? what : what + " (" + times + " times)",
                    event == wrong));
        }
        return lines;
    }

    private static long moment(TraceEvent event) {
        return event instanceof Step step ? Links.start(step) : event.at();
    }

    private static String line(TraceEvent event) {
        if (event instanceof Born born) {
            return "appears with pid " + born.pid()
                    + (born.parent() == null ? "" : ", made by " + born.parent() + " by " + born.how());
        }
        return event instanceof Observation observation
                ? told(observation)
                : ((Step) event).call() + " " + outcome((Step) event);
    }
}
