#include "site/sample_records.hpp"

#include <utility>

#include "compiler/in_parallel.hpp"
#include "compiler/precision.hpp"
#include "plan/preprocess.hpp"

namespace medisc {
namespace {

/// Records as the file's graph takes them, which normalises them itself.
std::vector<double> before_normalisation(const NormalisedNetwork& read,
                                         std::vector<double> records) {
  const PublicNormalisation& normalisation = read.normalisation;
  if (normalisation.centre.empty()) return records;
  const std::size_t features = read.network.features;
  const std::size_t run = features / normalisation.centre.size();
  for (std::size_t i = 0; i < records.size(); ++i) {
    const std::size_t entry = i % features / run;
    records[i] = records[i] / normalisation.factor[entry] + normalisation.centre[entry];
  }
  return records;
}

void add_results(const NormalisedNetwork& read, Samples& samples) {
  const Network& graph = *read.as_read;
  const std::vector<double> records = before_normalisation(read, samples.records);
  in_parallel(
      samples.size(graph),
      [&](std::size_t i) {
        return evaluate(graph, std::span(records).subspan(i * graph.features, graph.features));
      },
      [&](std::size_t, const std::vector<double>& results) {
        samples.results.insert(samples.results.end(), results.begin(), results.end());
      });
}

}  // namespace

Samples measured_samples(const NormalisedNetwork& read, std::vector<double> seen) {
  Samples samples = affordable_samples(read.network, {std::move(seen), {}, false});
  add_results(read, samples);
  return samples;
}

Samples drawn_samples(const NormalisedNetwork& read, const Manifest& manifest) {
  std::vector<double> least;
  std::vector<double> largest;
  for (const ValueRange& range : ranges_after(manifest)) {
    least.push_back(range.least);
    largest.push_back(range.largest);
  }
  if (least.empty()) return {};
  std::vector<double> records = drawn_records(read.network, least, largest, kDrawnRecords);
  if (!read.normalisation.centre.empty()) {
    normalise(read.normalisation, read.network.features, records);
  }
  Samples samples = affordable_samples(read.network, {std::move(records), {}, true});
  add_results(read, samples);
  return samples;
}

}  // namespace medisc
