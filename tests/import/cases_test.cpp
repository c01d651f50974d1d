/// Models of real users' kinds: each gives its right logits, as read and in normal form, or is
/// refused for its true cause.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <vector>

#include <gmock/gmock.h>

#include "compiler/compilable.hpp"
#include "import/onnx.hpp"
#include "records/npy.hpp"

namespace medisc {
namespace {

namespace fs = std::filesystem;

/// Beside the project, or where MEDISC_TEST_CASES says.
fs::path cases_folder() {
  if (const char* given = std::getenv("MEDISC_TEST_CASES")) return given;
  return fs::path(MEDISC_SOURCE_DIR) / "../shared/cases";
}

struct Case {
  std::string name;
  fs::path folder;
};

std::vector<Case> cases() {
  std::vector<Case> found;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(cases_folder(), none)) {
    if (!fs::exists(entry.path() / "model.onnx")) continue;
    found.push_back({entry.path().filename().string(), entry.path()});
  }
  std::ranges::sort(found, {}, &Case::name);
  return found;
}

/// From a case's name to what the error says of it.
const std::map<std::string, std::string>& refusals() {
  static const std::map<std::string, std::string> list{
      {"137-dynamic-height-width", "leaves dimensions open besides the batch"},
  };
  return list;
}

/// Largest error over all records, by the spread of the right results.
double worst_error(const Network& network, const NpyArray& records, const NpyArray& right) {
  const std::size_t features = network.features;
  const std::size_t count = records.values.size() / features;
  EXPECT_EQ(count * network.outputs(), right.values.size());
  if (count * network.outputs() != right.values.size()) return HUGE_VAL;
  const auto [least, most] = std::ranges::minmax(right.values);
  double worst = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto result =
        evaluate(network, std::span(records.values).subspan(i * features, features));
    for (std::size_t k = 0; k < result.size(); ++k) {
      worst = std::max(worst, std::abs(result[k] - right.values[i * result.size() + k]));
    }
  }
  return worst / (most - least);
}

double tolerated(const std::string& name) {
  const bool rounds =
      name.find("fp16") != std::string::npos || name.find("qdq") != std::string::npos;
  return rounds ? 0.02 : 1e-4;
}

class ImportedCases : public testing::Test {
 protected:
  void SetUp() override {
    if (cases().empty()) GTEST_SKIP() << "there is no ../shared/cases";
  }
};

TEST_F(ImportedCases, GiveTheirLogitsOrAreRefusedForTheirCause) {
  for (const Case& one : cases()) {
    const auto network = import_onnx(one.folder / "model.onnx");
    const auto refusal = refusals().find(one.name);
    if (refusal != refusals().end()) {
      ASSERT_FALSE(network.has_value()) << one.name;
      EXPECT_THAT(network.error().context, testing::HasSubstr(refusal->second)) << one.name;
      EXPECT_FALSE(network.error().hint.empty()) << one.name;
      continue;
    }
    if (!network) {
      ADD_FAILURE() << one.name << ": " << render(network.error());
      continue;
    }
    const auto form = compilable(*network, one.name);
    if (!form) {
      ADD_FAILURE() << one.name << ": " << render(form.error());
      continue;
    }
    EXPECT_EQ(form->facts.output, network->facts.output);
    const auto records = read_npy(one.folder / "records.npy");
    const auto right = read_npy(one.folder / "logits.npy");
    if (!records || !right || one.name == "119-nhwc-records-for-nchw-model") continue;
    EXPECT_LT(worst_error(*network, *records, *right), tolerated(one.name)) << one.name;
    EXPECT_LT(worst_error(*form, *records, *right), tolerated(one.name)) << one.name;
  }
}

TEST_F(ImportedCases, OpenDimensionsMayBeGiven) {
  const auto all = cases();
  const auto found = std::ranges::find(all, "137-dynamic-height-width", &Case::name);
  if (found == all.end()) GTEST_SKIP() << "the case is not there";
  const auto records = read_npy(found->folder / "records.npy");
  const auto right = read_npy(found->folder / "logits.npy");
  ASSERT_TRUE(records && right);
  const auto refused = import_onnx(found->folder / "model.onnx");
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().hint, testing::HasSubstr("--input-shape"));
  ImportOptions options;
  options.input_shapes["x"] = {records->shape.begin() + 1, records->shape.end()};
  auto network = import_onnx(found->folder / "model.onnx", options);
  if (!network) {
    options.input_shapes = {{"input", {records->shape.begin() + 1, records->shape.end()}}};
    network = import_onnx(found->folder / "model.onnx", options);
  }
  ASSERT_TRUE(network.has_value()) << render(network.error());
  EXPECT_LT(worst_error(*network, *records, *right), 1e-4);
}

}  // namespace
}  // namespace medisc
