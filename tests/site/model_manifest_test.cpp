#include "site/model_manifest.hpp"

#include <fstream>

#include <gmock/gmock.h>

#include "site/model_notes.hpp"
#include "tests/error/outcomes.hpp"
#include "tests/records/scratch_file.hpp"

namespace medisc::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Network network_of(std::uint32_t features, std::uint32_t results,
                   NetworkEnding ending = NetworkEnding::kNone) {
  Network network;
  network.features = features;
  const Dense dense{features, results, std::vector<double>(std::size_t{features} * results, 1),
                    std::vector<double>(results)};
  network.layers.push_back({"fc", dense, {}});
  network.facts.ending = ending;
  return network;
}

/// In a folder of its own, with or without a model.toml.
class ModelManifest : public testing::Test {
 protected:
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder() / name) << text;
  }
  std::filesystem::path folder() const { return network_.path().parent_path(); }

  Result<Manifest> compose(const Network& network, DeclaredManifest declared = {},
                           std::optional<std::filesystem::path> ranges = {}) const {
    declared.from = "[[models]] \"m\"";
    return compose_manifest(network,
                            {network_.path(), std::nullopt, std::move(ranges), declared, "m"});
  }

  ScratchFile network_{"model.onnx", ""};
};

TEST_F(ModelManifest, WithoutAWordIsThePlainestThatFits) {
  const auto classes = compose(network_of(3, 2));
  ASSERT_TRUE(succeeded(classes));
  EXPECT_EQ(classes->model, "m");
  ASSERT_EQ(classes->parts.size(), 1U);
  EXPECT_THAT(classes->parts[0].shape, ElementsAre(3));
  EXPECT_EQ(classes->parts[0].layout, Layout::kFlat);
  EXPECT_EQ(classes->outcome.task, TaskKind::kClasses);
  EXPECT_EQ(undeclared_hint(*classes), "");

  const auto number = compose(network_of(3, 1));
  ASSERT_TRUE(succeeded(number));
  EXPECT_EQ(number->outcome.task, TaskKind::kNumber);
  EXPECT_THAT(undeclared_hint(*number), HasSubstr("task = \"binary\""));

  const auto findings = compose(network_of(3, 4, NetworkEnding::kSigmoid));
  ASSERT_TRUE(succeeded(findings));
  EXPECT_EQ(findings->outcome.task, TaskKind::kFindings);
  EXPECT_THAT(findings->outcome.thresholds, ElementsAre(0.5, 0.5, 0.5, 0.5));

  const auto binary = compose(network_of(3, 1, NetworkEnding::kSigmoid));
  ASSERT_TRUE(succeeded(binary));
  EXPECT_EQ(binary->outcome.task, TaskKind::kBinary);
  EXPECT_THAT(binary->outcome.thresholds, ElementsAre(0.5));
}

TEST_F(ModelManifest, TwoLabelsOfOneResultAreYesAndNo) {
  const auto binary = compose(network_of(3, 1), {.labels = {"no", "yes"}});
  ASSERT_TRUE(succeeded(binary));
  EXPECT_EQ(binary->outcome.task, TaskKind::kBinary);
  EXPECT_THAT(binary->outcome.labels, ElementsAre("no", "yes"));
}

TEST_F(ModelManifest, TheFilesFactsAreTaken) {
  Network network = network_of(14, 60);
  network.facts.inputs = {{"image", {3, 2, 2}, false}, {"meta", {2}, false}};
  network.facts.output_shape = {3, 4, 5};
  network.facts.class_axis = 0;
  network.facts.metadata = {
      {"model_name", "skin"}, {"Version", "7"}, {"labels", "['a', \"b, c\", 'd']"}};
  const auto map = compose(network);
  ASSERT_TRUE(succeeded(map));
  EXPECT_EQ(map->model, "skin");
  EXPECT_EQ(map->version, "7");
  ASSERT_EQ(map->parts.size(), 2U);
  EXPECT_EQ(map->parts[0].name, "image");
  EXPECT_EQ(map->parts[0].layout, Layout::kChannelsFirst);
  EXPECT_EQ(map->parts[1].layout, Layout::kFlat);
  EXPECT_EQ(map->outcome.task, TaskKind::kMap);
  EXPECT_THAT(map->outcome.shape, ElementsAre(3, 4, 5));
  EXPECT_THAT(map->outcome.labels, ElementsAre("a", "b, c", "d"));

  network.facts.inputs = {{"image", {2, 2, 3}, true}, {"meta", {2}, false}};
  network.facts.output_shape = {60, 1, 1};
  const auto last = compose(network);
  ASSERT_TRUE(succeeded(last));
  EXPECT_EQ(last->parts[0].layout, Layout::kChannelsLast);
  EXPECT_EQ(last->outcome.task, TaskKind::kClasses);
  EXPECT_THAT(last->outcome.labels, IsEmpty()) << "of another output";
}

TEST_F(ModelManifest, InputsOfOneElementNameTheirFeatures) {
  Network network = network_of(5, 2);
  network.facts.inputs = {{"age", {1}, false}, {"image", {3}, false}, {"sex", {1}, false}};
  const auto columns = compose(network);
  ASSERT_TRUE(succeeded(columns));
  EXPECT_THAT(columns->parts[0].features, ElementsAre("age"));
  EXPECT_THAT(columns->parts[1].features, IsEmpty());
  EXPECT_THAT(columns->parts[2].features, ElementsAre("sex"));
  Network lone = network_of(1, 2);
  lone.facts.inputs = {{"x", {1}, false}};
  EXPECT_THAT(compose(lone)->parts[0].features, IsEmpty());
}

TEST_F(ModelManifest, RangesInAnotherOrderThanTheFeaturesAreRefused) {
  Network network = network_of(2, 2);
  network.facts.metadata = {{"feature_names", "age,bmi"}};
  write("ranges.csv", "bmi,age\n40,100\n");
  EXPECT_TRUE(failed(compose(network, {}, folder() / "ranges.csv"), ErrorCode::kBadInput,
                     "in another order"));
  write("ranges.csv", "age,bmi\n100,40\n");
  EXPECT_TRUE(succeeded(compose(network, {}, folder() / "ranges.csv")));
}

TEST_F(ModelManifest, MetadataThatDoesNotFitIsTold) {
  Network network = network_of(3, 3);
  network.facts.metadata = {{"feature_names", "a,b"},
                            {"classes", "{0: 'x', 1: 'y', 2: 'z'}"},
                            {"task", "classify"},
                            {"unit", "kg"}};
  const auto manifest = compose(network);
  ASSERT_TRUE(succeeded(manifest));
  EXPECT_THAT(manifest->outcome.labels, IsEmpty());
  EXPECT_THAT(model_notes(network, *manifest),
              ElementsAre(HasSubstr("'task' is not used"),
                          HasSubstr("'feature_names' is not used: it names 2 features"),
                          HasSubstr("'classes' is not used"), HasSubstr("'unit' is not used")));
  network.facts.metadata = {
      {"feature_names", "a,b,c"}, {"classes", "x,y,z"}, {"task", "classes"}};
  EXPECT_THAT(model_notes(network, *compose(network)), IsEmpty());
}

TEST_F(ModelManifest, NoMapWithoutAnAxisOfClasses) {
  Network network = network_of(3, 10);
  network.facts.output_shape = {5, 2};
  const auto numbers = compose(network);
  ASSERT_TRUE(succeeded(numbers));
  EXPECT_EQ(numbers->outcome.task, TaskKind::kNumber);
  EXPECT_THAT(model_notes(network, *numbers), ElementsAre(HasSubstr("shape [5, 2]")));
  EXPECT_TRUE(failed(compose(network, {.task = TaskKind::kMap}), ErrorCode::kBadInput,
                     "nothing says which axis of a result of shape [5, 2] has the classes"));
  EXPECT_THAT(
      model_notes(network, *compose(network, {.task = TaskKind::kNumber, .unit = "mm"})),
      IsEmpty());
}

TEST_F(ModelManifest, SeveralSigmoidsAPositionAreFindings) {
  Network network = network_of(3, 10, NetworkEnding::kSigmoid);
  network.facts.output_shape = {5, 2};
  network.facts.class_axis = 0;
  const auto findings = compose(network);
  ASSERT_TRUE(succeeded(findings));
  EXPECT_EQ(findings->outcome.task, TaskKind::kFindings);
  EXPECT_EQ(findings->outcome.thresholds.size(), 10U);
  EXPECT_THAT(model_notes(network, *findings), ElementsAre(HasSubstr("each a yes or no")));
  network.facts.output_shape = {1, 5, 2};
  EXPECT_EQ(compose(network)->outcome.task, TaskKind::kMap);
}

TEST_F(ModelManifest, ALayoutForTheImporterStandsInTheModelToml) {
  const ManifestSources sources{network_.path(), {}, {}, {}, "m"};
  EXPECT_EQ(declared_result_layout(sources).value(), std::nullopt);
  write("model.toml", "[task]\nlayout = \"channels_last\"\n");
  EXPECT_EQ(declared_result_layout(sources).value(), Layout::kChannelsLast);
  write("model.toml", "[task]\nlayout = \"flat\"\n");
  EXPECT_TRUE(failed(declared_result_layout(sources), ErrorCode::kUsage));
}

TEST_F(ModelManifest, WhatComesLaterWins) {
  Network network = network_of(2, 2);
  network.facts.metadata = {
      {"name", "file"}, {"version", "1"}, {"feature_names", "x,y"}, {"classes", "f0,f1"}};
  auto manifest = compose(network);
  ASSERT_TRUE(succeeded(manifest));
  EXPECT_EQ(manifest->model, "file");
  EXPECT_THAT(manifest->parts[0].features, ElementsAre("x", "y"));

  write("model.toml",
        "name = \"toml\"\n[[inputs]]\nname = \"labs\"\nfeatures = [\"p\", \"q\"]\nleast = 0\n"
        "largest = [1, 9]\n[[preprocessing]]\nstep = \"scale\"\nfactor = 2\n"
        "[task]\nlabels = [\"t0\", \"t1\"]\n");
  manifest = compose(network);
  ASSERT_TRUE(succeeded(manifest));
  EXPECT_EQ(manifest->model, "toml");
  EXPECT_EQ(manifest->version, "1");
  EXPECT_EQ(manifest->parts[0].name, "labs");
  EXPECT_THAT(manifest->parts[0].features, ElementsAre("p", "q"));
  EXPECT_THAT(manifest->outcome.labels, ElementsAre("t0", "t1"));
  EXPECT_EQ(manifest->preprocessing.size(), 1U);
  EXPECT_THAT(magnitudes_of(*manifest, {}), ElementsAre(2, 18));

  write("ranges.csv", "u,v\n1,2\n");
  manifest =
      compose(network, {.version = "3", .labels = {"c0", "c1"}}, folder() / "ranges.csv");
  ASSERT_TRUE(succeeded(manifest));
  EXPECT_THAT(manifest->parts[0].features, ElementsAre("u", "v"));
  EXPECT_THAT(manifest->outcome.labels, ElementsAre("c0", "c1"));
  EXPECT_EQ(manifest->version, "3");
}

TEST_F(ModelManifest, WhatPixelsBecomeIsTheRangeOfValues) {
  Network network = network_of(4, 2);
  network.facts.inputs = {{"x", {1, 2, 2}, false}};
  write("model.toml", "[[inputs]]\npixels = \"window\"\npixel_range = [0, 255]\n");
  const auto mapped = compose(network);
  ASSERT_TRUE(succeeded(mapped));
  EXPECT_THAT(mapped->parts[0].largest, ElementsAre(255));
  write("model.toml", "[[inputs]]\npixels = \"full_range\"\nleast = -1\nlargest = 1\n");
  const auto ranged = compose(network);
  ASSERT_TRUE(succeeded(ranged));
  EXPECT_THAT(ranged->parts[0].pixels.range, ElementsAre(-1, 1));
  write("model.toml", "[[inputs]]\npixels = \"window\"\n");
  EXPECT_THAT(compose(network).error().context, HasSubstr("pixel_range"));
  write("model.toml", "[[inputs]]\npixels = \"stored\"\n");
  EXPECT_THAT(compose(network).error().context, HasSubstr("needs bits"));
}

TEST_F(ModelManifest, TheFileBesideIsFoundByItsName) {
  EXPECT_EQ(manifest_beside(network_.path()).value(), std::nullopt);
  write("model.toml", "");
  EXPECT_EQ(manifest_beside(network_.path()).value(), folder() / "model.toml");
  write("net.onnx", "");
  EXPECT_TRUE(failed(manifest_beside(folder() / "net.onnx"), ErrorCode::kUsage,
                     "stands beside several networks"));
  write("net.toml", "");
  EXPECT_EQ(manifest_beside(folder() / "net.onnx").value(), folder() / "net.toml");
}

TEST_F(ModelManifest, WhatDoesNotFitTheNetworkIsRefusedByWhoSaysSo) {
  EXPECT_TRUE(failed(compose(network_of(3, 2), {.labels = {"only"}}), ErrorCode::kBadInput,
                     "[[models]] \"m\": there are 1 labels, and the model has 2 results"));
  EXPECT_TRUE(failed(compose(network_of(3, 2), {.thresholds = {0.3}}), ErrorCode::kBadInput,
                     "[[models]] \"m\": there is a threshold, and the task is 'classes'"));
  EXPECT_TRUE(failed(compose(network_of(3, 2), {.unit = "cm"}), ErrorCode::kBadInput,
                     "there is a unit, and the task is 'classes'"));
  EXPECT_TRUE(failed(compose(network_of(3, 3), {.task = TaskKind::kBinary}),
                     ErrorCode::kBadInput, "1 or 2 results"));
  write("model.toml", "[[inputs]]\nshape = [4]\n");
  EXPECT_TRUE(failed(compose(network_of(3, 2)), ErrorCode::kBadInput, "of 4 elements"));
  write("model.toml", "[[inputs]]\nname = \"a\"\n[[inputs]]\nname = \"b\"\n");
  EXPECT_TRUE(failed(compose(network_of(3, 2)), ErrorCode::kBadInput, "no input 'a'"));
  write("model.toml", "[[inputs]]\nfeatures = [\"a\"]\n");
  EXPECT_TRUE(failed(compose(network_of(3, 2)), ErrorCode::kBadInput,
                     "features of [[inputs]] 1 has 1 names"));
  write("model.toml", "[[inputs]]\nleast = 2\nlargest = 1\n");
  EXPECT_TRUE(failed(compose(network_of(3, 2)), ErrorCode::kBadInput,
                     "least of [[inputs]] 1 is above largest"));
  write("model.toml", "[inputs]\nleast = 2\n");
  EXPECT_TRUE(failed(compose(network_of(3, 2)), ErrorCode::kUsage, "no list of sections"));
}

TEST_F(ModelManifest, RangesGoThroughPreprocessingAndNormalisationAndBack) {
  Manifest manifest = plain_manifest(2, 2);
  EXPECT_THAT(magnitudes_of(manifest, {}), IsEmpty());
  set_ranges(manifest, {}, {4});
  EXPECT_THAT(manifest.parts[0].least, ElementsAre(-4));
  EXPECT_THAT(manifest.parts[0].largest, ElementsAre(4));
  EXPECT_THAT(magnitudes_of(manifest, {}), ElementsAre(4));

  manifest.preprocessing = {{0, StepKind::kInvert, {10}}};
  const PublicNormalisation normalisation{{4}, {0.5}};
  set_ranges(manifest, normalisation, {2, 8});
  // |(10 - x - 4) / 2| <= 2, and 8.
  EXPECT_THAT(manifest.parts[0].least, ElementsAre(2, -10));
  EXPECT_THAT(manifest.parts[0].largest, ElementsAre(10, 22));
  EXPECT_THAT(magnitudes_of(manifest, normalisation), ElementsAre(2, 8));

  manifest.parts[0].least = manifest.parts[0].largest = {6};  // always 0 there
  EXPECT_THAT(magnitudes_of(manifest, normalisation), ElementsAre(1));
}

}  // namespace
}  // namespace medisc::test
