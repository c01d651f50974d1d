/// Models and records of real users' kinds, made elsewhere: the right answer, or a refusal that
/// names the cause.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "records/npy.hpp"
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

}  // namespace
}  // namespace medisc::test
