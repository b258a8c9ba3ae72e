package org.concretescore.examples.example;

import java.io.IOException;
import java.nio.file.*;
import org.concretescore.core.data.*;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.objective.Objectives;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.nn.model.*;
import org.concretescore.nn.train.*;
import org.concretescore.sampling.chain.*;
import org.concretescore.sampling.file.CsvFile;

/** Learns from a CSV file with labels, and writes samples as a CSV file with the same labels. */
public final class CsvToSamples {
    public static void main(String[] arguments) throws IOException {
        Path file = arguments.length > 0 ? Path.of(arguments[0]) : example();
        RandomStreams streams = new RandomStreams(1);
        Dataset data = CsvReader.read(file);
        NetworkSpec spec = NetworkSpec.made(Graphs.hamming(data.space()));
        Trainer trainer = Trainer.of(TrainerOptions.defaults().withSteps(300));
        try (NeuralModel model =
                trainer.fit(spec, Objectives.likelihood(), data, streams).model()) {
            Chains chains = Chains.atRandom(data.space(), 10, streams, "chains");
            Samples samples = Samples.draw(
                    MetropolisHastings.of(model.score()),
                    chains,
                    SamplingOptions.of(1000).withBurnIn(200).withThinning(5));
            Path output = file.resolveSibling("samples.csv");
            CsvFile.writeStates(output, data.schema(), samples.states());
            Files.readAllLines(output).stream().limit(4).forEach(System.out::println);
        }
    }

    private static Path example() throws IOException {
        String rows = "rain,way\n0,bicycle\n0,bicycle\n0,bus\n1,bus\n2,bus\n1,bicycle\n";
        return Files.writeString(Files.createTempDirectory("weather").resolve("weather.csv"), rows);
    }
}
