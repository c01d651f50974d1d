#include "site/proposed_manifest.hpp"

#include <sstream>

#include <gmock/gmock.h>

#include "compiler/input_ranges_check.hpp"
#include "site/manifest_text.hpp"
#include "site/model_manifest.hpp"
#include "tests/error/outcomes.hpp"
#include "tests/records/scratch_file.hpp"

namespace medisc::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Network network_of(std::vector<NetworkInput> inputs, std::uint32_t results) {
  Network network;
  for (const NetworkInput& input : inputs) network.features += elements_of(input.shape);
  const std::size_t weights = std::size_t{network.features} * results;
  network.layers.push_back({"fc",
                            Dense{network.features, results, std::vector<double>(weights, 1),
                                  std::vector<double>(results)},
                            {}});
  network.facts.inputs = std::move(inputs);
  return network;
}

RecordTable table_of(std::size_t columns, std::vector<double> values,
                     std::vector<std::string> features = {}) {
  RecordTable table;
  table.columns = columns;
  table.rows = values.size() / columns;
  table.values = std::move(values);
  table.features = std::move(features);
  return table;
}

TEST(ProposedManifest, RangesAreRoundAndWiderThanTheSamples) {
  const auto proposed = [](double least, double largest, bool whole = false) {
    const ValueRange range = proposed_range({least, largest}, whole);
    return std::pair(range.least, range.largest);
  };
  EXPECT_EQ(proposed(6.9, 28.1), std::pair(0.0, 34.0));
  EXPECT_EQ(proposed(143.5, 2501), std::pair(0.0, 3200.0));
  EXPECT_EQ(proposed(-1024, 3071, true), std::pair(-2200.0, 4200.0));
  EXPECT_EQ(proposed(0, 0), std::pair(0.0, 1.0));
  EXPECT_EQ(proposed(0, 0.4), std::pair(0.0, 0.5));
  EXPECT_EQ(proposed(0, 0.9), std::pair(0.0, 1.0));
  EXPECT_EQ(proposed(-0.9, 0.8), std::pair(-1.0, 1.0));
  EXPECT_EQ(proposed(0, 250, true), std::pair(0.0, 255.0));
  EXPECT_EQ(proposed(-50, -10).second, 0.0);
  EXPECT_EQ(proposed(37, 37), std::pair(26.0, 48.0));
}

/// No range that is proposed is one that a plan would be warned of.
TEST(ProposedManifest, RangesAreNeverFarTooWide) {
  const Network network = network_of({{"x", {1}, false}}, 1);
  for (const double least : {-3071.0, -0.7, -1e-6, 0.0, 1e-6, 0.3, 190.0, 1e7}) {
    for (const double width : {0.0, 1e-6, 0.2, 1.1, 63.0, 1e7}) {
      const std::vector<double> samples{least, least + width};
      const auto manifest = propose_manifest(network, table_of(1, samples), "m");
      ASSERT_TRUE(succeeded(manifest));
      const auto ranges = magnitudes_of(*manifest, {});
      EXPECT_TRUE(wide_ranges(network, ranges, samples).empty()) << least << " " << width;
    }
  }
}

TEST(ProposedManifest, NamesRangesAndPlaceholdersOfATable) {
  const Network network = network_of({{"x", {2}, false}}, 1);
  const auto manifest =
      propose_manifest(network, table_of(2, {20, 1, 60, 0}, {"age", "sex"}), "risk");
  ASSERT_TRUE(succeeded(manifest));
  EXPECT_EQ(manifest->model, "risk");
  EXPECT_EQ(manifest->version, "1");
  const RecordPart& part = manifest->parts.at(0);
  EXPECT_THAT(part.features, ElementsAre("age", "sex"));
  EXPECT_THAT(part.units, ElementsAre("", ""));
  EXPECT_THAT(part.least, ElementsAre(10, 0));
  EXPECT_THAT(part.largest, ElementsAre(70, 1));
  EXPECT_EQ(manifest->outcome.task, TaskKind::kNumber);
}

TEST(ProposedManifest, WhatIsAlwaysTheSameIsFixed) {
  const Network network = network_of({{"x", {4}, false}}, 1);
  std::vector<double> samples;
  for (int i = 0; i < 16; ++i) samples.insert(samples.end(), {1000.37, 1, 0, 20.0 + i});
  const std::vector<std::string> names{"kv", "sex", "dead", "age"};
  const auto manifest = propose_manifest(network, table_of(4, samples, names), "m");
  ASSERT_TRUE(succeeded(manifest));
  EXPECT_THAT(manifest->parts[0].least, ElementsAre(1000.37, 0, 0, 16));
  EXPECT_THAT(manifest->parts[0].largest, ElementsAre(1000.37, 1, 1, 39));
  EXPECT_THAT(fixed_note(*manifest), testing::HasSubstr("have: 'kv'; other records"));
  EXPECT_THAT(fixed_of(*manifest, {}),
              ElementsAre(1000.37, std::nullopt, std::nullopt, std::nullopt));
  EXPECT_THAT(fixed_of(*manifest, {{1000, 0, 0, 0}, {10, 1, 1, 1}})[0],
              testing::Optional(testing::DoubleNear(3.7, 1e-9)));

  Manifest narrowed = *manifest;
  set_ranges(narrowed, {}, {2000, 1, 1, 64});
  EXPECT_THAT(narrowed.parts[0].least, ElementsAre(-2000, -1, -1, -64));
  keep_fixed(narrowed, *manifest);
  EXPECT_THAT(narrowed.parts[0].least, ElementsAre(1000.37, -1, -1, -64));
  EXPECT_THAT(narrowed.parts[0].largest, ElementsAre(1000.37, 1, 1, 64));

  samples.resize(60);  // too few to tell
  EXPECT_EQ(fixed_note(*propose_manifest(network, table_of(4, samples, names), "m")), "");
}

TEST(ProposedManifest, AnImageHasARangeAChannel) {
  const Network network = network_of({{"x", {2, 1, 2}, false}, {"age", {1}, false}}, 3);
  const auto manifest =
      propose_manifest(network, table_of(5, {0, 255, 0.1, 0.9, 30, 3, 200, 0, 1, 50}), "m");
  ASSERT_TRUE(succeeded(manifest));
  EXPECT_THAT(manifest->parts[0].least, ElementsAre(0, 0));
  EXPECT_THAT(manifest->parts[0].largest, ElementsAre(255, 1));
  EXPECT_THAT(manifest->parts[1].largest, ElementsAre(56));
  EXPECT_THAT(manifest->outcome.labels, ElementsAre("class 0", "class 1", "class 2"));
  EXPECT_TRUE(failed(propose_manifest(network, table_of(4, {1, 2, 3, 4}), "m"),
                     ErrorCode::kBadInput, "the samples have 4 columns"));
}

/// What is written reads back as the same manifest, with comments and without.
TEST(ManifestText, ReadsBackAsTheSame) {
  const Network network = network_of({{"im\"age", {1, 2, 2}, false}, {"table", {3}, false}}, 2);
  Manifest manifest;
  manifest.model = "a \"quoted\" \\ näme";
  manifest.version = "1.0";
  manifest.parts = {
      {"im\"age", {1, 2, 2}, Layout::kChannelsFirst, {}, {"HU"}, {-1024}, {0.1 + 0.2}},
      {"table",
       {3},
       Layout::kFlat,
       {"a", "b", "c"},
       {"", "mm", ""},
       {-1e300, 0, 1e-7},
       {1e22, -0.0, 5}}};
  manifest.preprocessing = {{0, StepKind::kResize, {}},
                            {0, StepKind::kInvert, {255}},
                            {1, StepKind::kScale, {1.0 / 3, -2}},
                            {0, StepKind::kNormalise, {0.485, 0.229}}};
  for (const Outcome& outcome : {Outcome{TaskKind::kFindings, {"x", "y"}, {0.3, 0.4}, "", {2}},
                                 Outcome{TaskKind::kNumber, {}, {}, "mmHg", {2}},
                                 Outcome{TaskKind::kBinary, {"no", "yes"}, {0.25}, "", {2}},
                                 Outcome{TaskKind::kClasses, {}, {}, "", {2}}}) {
    manifest.outcome = outcome;
    for (const std::string& text : {manifest_toml(manifest), explained_manifest(manifest)}) {
      const ScratchFile file("m.toml", text);
      const auto back =
          compose_manifest(network, {"/nowhere/model.onnx", file.path(), {}, {}, "other"});
      ASSERT_TRUE(succeeded(back)) << text;
      EXPECT_EQ(*back, manifest) << text;
    }
  }
  EXPECT_THAT(explained_manifest(manifest), HasSubstr("# "));
}

TEST(ManifestText, LongListsGoOverSeveralLines) {
  Manifest manifest = plain_manifest(200, 2);
  manifest.parts[0].least.assign(200, -1.25);
  manifest.parts[0].largest.assign(200, 1.25);
  std::istringstream lines(manifest_toml(manifest));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 100U) << line;
}

}  // namespace
}  // namespace medisc::test
