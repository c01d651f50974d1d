/// Models and records of real users' kinds, made elsewhere: the right answer, or a refusal that
/// names the cause.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "records/npy.hpp"
#include "site/answer.hpp"
#include "site/simulation.hpp"
#include "tests/fidelity/run_model.hpp"

namespace medisc::test {
namespace {

namespace fs = std::filesystem;

/// Beside the project, or where MEDISC_TEST_CASES says.
fs::path cases_folder() {
  if (const char* given = std::getenv("MEDISC_TEST_CASES")) return given;
  return fs::path(MEDISC_SOURCE_DIR) / "../shared/cases";
}

/// From a case's name to what the error says of it.
const std::map<std::string, std::string>& refusals() {
  static const std::map<std::string, std::string> list{
      {"119-nhwc-records-for-nchw-model", "its shape is [6, 9, 9, 3]"},
      {"137-dynamic-height-width", "leaves dimensions open besides the batch"},
  };
  return list;
}

std::size_t largest_at(std::span<const double> values) {
  return static_cast<std::size_t>(std::ranges::max_element(values) - values.begin());
}

struct Agreement {
  std::size_t alike = 0;
  std::size_t records = 0;
};

/// Logits within 2 % of their spread.
void expect_right(const fs::path& folder, Agreement& labels) {
  const std::string name = folder.filename().string();
  const auto model = compiled_for(folder / "model.onnx", folder / "records.npy");
  const auto refusal = refusals().find(name);
  if (refusal != refusals().end()) {
    ASSERT_FALSE(model.has_value()) << name;
    EXPECT_THAT(model.error().context, testing::HasSubstr(refusal->second)) << name;
    EXPECT_FALSE(model.error().hint.empty()) << name;
    return;
  }
  ASSERT_TRUE(model.has_value()) << name << ": " << render(model.error());
  const auto records = read_npy(folder / "records.npy");
  ASSERT_TRUE(records.has_value()) << name;
  const auto results = results_of(*model, records->values);
  ASSERT_TRUE(results.has_value()) << name << ": " << render(results.error());
  const auto right = read_npy(folder / "logits.npy");
  if (!right) return;  // a label is all that is known
  ASSERT_EQ(results->size(), right->values.size()) << name;
  const auto [least, most] = std::ranges::minmax(right->values);
  for (std::size_t i = 0; i < results->size(); ++i) {
    EXPECT_NEAR((*results)[i], right->values[i], 0.02 * (most - least)) << name;
  }
  const std::size_t outputs = model->plan.outputs();
  for (std::size_t at = 0; outputs > 1 && at < results->size(); at += outputs) {
    const auto own = std::span(*results).subspan(at, outputs);
    const auto wanted = std::span(right->values).subspan(at, outputs);
    labels.alike += largest_at(own) == largest_at(wanted) ? 1 : 0;
    ++labels.records;
  }
}

TEST(Cases, GiveTheRightAnswerOrARefusal) {
  std::error_code none;
  Agreement labels;
  std::size_t found = 0;
  for (const auto& entry : fs::directory_iterator(cases_folder(), none)) {
    if (!fs::exists(entry.path() / "model.onnx") || !fs::exists(entry.path() / "records.npy") ||
        entry.path().filename() == "data-files") {
      continue;
    }
    ++found;
    expect_right(entry.path(), labels);
  }
  if (found == 0) GTEST_SKIP() << "there is no ../shared/cases";
  EXPECT_GE(100 * labels.alike, 99 * labels.records);
}

/// Of all records, one after the other.
std::vector<std::uint32_t> pixels_of(const CompiledModel& model, const NpyArray& records) {
  std::vector<std::uint32_t> pixels;
  const std::size_t features = model.plan.input.features;
  for (std::size_t at = 0; at < records.values.size(); at += features) {
    const auto record = encode(model.plan, std::span(records.values).subspan(at, features));
    const Answer answer =
        answer_of(model.plan, reference(model.plan, model.weights, record.value()));
    const auto& classes = std::get<MapAnswer>(answer).classes;
    pixels.insert(pixels.end(), classes.begin(), classes.end());
  }
  return pixels;
}

/// A secure run of the first two records is the reference's.
void expect_secure(const CompiledModel& model, const NpyArray& records) {
  const std::size_t features = model.plan.input.features;
  std::vector<std::vector<std::int64_t>> encoded;
  std::vector<std::vector<std::int64_t>> expected;
  for (std::size_t i = 0; i < 2; ++i) {
    const auto record = std::span(records.values).subspan(i * features, features);
    encoded.push_back(encode(model.plan, record).value());
    expected.push_back(reference(model.plan, model.weights, encoded.back()));
  }
  auto simulation = Simulation::make(model.plan, model.weights);
  ASSERT_TRUE(simulation.has_value()) << render(simulation.error());
  const auto session = simulation->run(encoded);
  ASSERT_TRUE(session.has_value()) << render(session.error());
  EXPECT_EQ(session->logits, expected);
}

/// A map's labels alone, as its logits have them, and as they should be.
TEST(Cases, MapsHaveTheirLabelsWithoutLogits) {
  for (const char* const name : {"59-convtranspose-unet", "61-segmentation-fcn"}) {
    const fs::path folder = cases_folder() / name;
    if (!fs::exists(folder)) GTEST_SKIP() << "there is no ../shared/cases";
    const auto records = read_npy(folder / "records.npy");
    const auto right = read_npy(folder / "logits.npy");
    ASSERT_TRUE(records && right) << name;
    const auto compiled = [&](Output output) {
      return compiled_for(folder / "model.onnx", folder / "records.npy", output);
    };
    const auto logits = compiled(Output::kLogits);
    const auto label = compiled(Output::kLabel);
    ASSERT_TRUE(logits && label) << name << ": " << render((logits ? label : logits).error());
    const auto pixels = pixels_of(*label, *records);
    EXPECT_EQ(pixels, pixels_of(*logits, *records)) << name;
    expect_secure(*label, *records);
    std::vector<std::uint32_t> wanted;
    const std::size_t results = logits->plan.outputs();
    for (std::size_t at = 0; at < right->values.size(); at += results) {
      const Answer answer =
          answer_of_results(logits->plan, std::span(right->values).subspan(at, results));
      const auto& classes = std::get<MapAnswer>(answer).classes;
      wanted.insert(wanted.end(), classes.begin(), classes.end());
    }
    ASSERT_EQ(pixels.size(), wanted.size()) << name;
    std::size_t alike = 0;
    for (std::size_t i = 0; i < pixels.size(); ++i) alike += pixels[i] == wanted[i] ? 1 : 0;
    EXPECT_GE(100 * alike, 99 * pixels.size()) << name;
  }
}

}  // namespace
}  // namespace medisc::test
