package org.concretescore.nn.plan;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the native build of ND4J before ND4J loads: the one with oneDNN where it is on the class path and the
 * processor can run it. Whoever sets {@code org.bytedeco.javacpp.platform.extension}, to whatever value, has chosen
 * already, and a backend other than {@code nd4j-native} is not affected.
 *
 * <p>Everything in this library that touches ND4J calls {@link #select} first. A program that uses ND4J itself, before
 * it uses this library, should do the same.
 */
public final class Backend {
    private static final Logger LOG = LoggerFactory.getLogger(Backend.class);
    private static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";
    /** Arrays of fewer bytes are not worth asking the system about. */
    private static final long LARGE = 1L << 28;

    private static boolean selected;
    private static String description;

    /** Native threads are an attribute of the calling thread: set once in each. */
    private static final ThreadLocal<Boolean> ONE_NATIVE_THREAD = ThreadLocal.withInitial(() -> {
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
        OpenBlas.useOneThread();
        return true;
    });

    private Backend() {}

    /** Chooses the build, loads ND4J and logs one line about what runs. Only the first call does anything. */
    public static synchronized void select() {
        if (selected) {
            return;
        }
        selected = true;
        String chosen = System.getProperty(EXTENSION);
        String why = "chosen by " + EXTENSION;
        if (chosen == null) {
            chosen = bestExtension();
            why = "chosen for this processor";
            if (!chosen.isEmpty()) {
                System.setProperty(EXTENSION, chosen);
            }
        }
        description = Nd4j.getBackend().getClass().getSimpleName() + ", build '"
                + (chosen.isEmpty() ? "default" : chosen) + "'";
        LOG.info("ND4J backend {} ({})", description, why);
    }

    /**
     * What computes: another backend, or another build of it, may round differently.
     *
     * @return for instance {@code CpuBackend, build '-onednn-avx2', amd64}
     */
    public static synchronized String describe() {
        select();
        return description + ", " + System.getProperty("os.arch");
    }

    /**
     * Makes each native op that the calling thread runs from now on stay on that thread. Plans call this on every run:
     * several of them then share the processor without fighting for it, and sums do not depend on the number of threads.
     */
    public static void useOneThread() {
        select();
        ONE_NATIVE_THREAD.get();
    }

    /**
     * An array of zeros in native memory.
     *
     * @param type the type of its numbers
     * @param shape its shape
     * @return the array
     * @throws OutOfMemoryError if the system has too little memory left for it, where ND4J would end the process
     */
    public static INDArray zeros(DataType type, long... shape) {
        requireRoom(type, shape);
        return Nd4j.zeros(type, shape);
    }

    /** The check alone. */
    static void requireRoom(DataType type, long... shape) {
        select();
        long bytes = Arrays.stream(shape).reduce(type.width(), (a, b) -> a * b);
        if (bytes >= LARGE) {
            long free = Pointer.availablePhysicalBytes();
            if (bytes > free) {
                throw new OutOfMemoryError("an array of shape " + Arrays.toString(shape) + " takes " + (bytes >> 20)
                        + " MiB of native memory, " + (free >> 20) + " MiB are left");
            }
        }
    }

    /**
     * Whether native memory is the processor's own, so that it can be read and written in place.
     *
     * @return false on CUDA
     */
    static boolean isCpu() {
        select();
        return "CPU".equals(Nd4j.getExecutioner().getEnvironmentInformation().get("backend"));
    }

    private static String bestExtension() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch");
        if (!arch.equals("amd64") && !arch.equals("x86_64")) {
            return "";
        }
        boolean mac = os.contains("mac");
        String platform = mac ? "macosx-x86_64" : os.contains("win") ? "windows-x86_64" : "linux-x86_64";
        String extension = mac ? "-onednn" : "-onednn-avx2";
        String folder = "org/nd4j/linalg/cpu/nativecpu/bindings/" + platform + extension + "/";
        boolean there = Backend.class.getClassLoader().getResource(folder + library(mac, os)) != null;
        return there && (mac || hasAvx2()) ? extension : "";
    }

    private static String library(boolean mac, String os) {
        return mac ? "libjnind4jcpu.dylib" : os.contains("win") ? "jnind4jcpu.dll" : "libjnind4jcpu.so";
    }

    /** HotSpot knows: its flag UseAVX is the level that it found. Other virtual machines get the default build. */
    private static boolean hasAvx2() {
        try {
            HotSpotDiagnosticMXBean hotspot = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            return hotspot != null
                    && Integer.parseInt(hotspot.getVMOption("UseAVX").getValue()) >= 2;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
