/// The table of ops: what is in it, and that docs/formats.md names the same.
#include "import/ops/table.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <onnx/defs/schema.h>

#include "import/signatures.hpp"

namespace medisc {
namespace {

/// The words of docs/formats.md, "Models", up to what is refused.
std::set<std::string> words_of_models() {
  std::ifstream file(MEDISC_SOURCE_DIR "/docs/formats.md");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto begin = text.find("### Models");
  const auto end = text.find("Anything else is refused", begin);
  if (begin == std::string::npos || end == std::string::npos) return {};
  std::set<std::string> words;
  std::string word;
  for (const char c : text.substr(begin, end - begin)) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      word += c;
    } else {
      words.insert(std::exchange(word, {}));
    }
  }
  return words;
}

TEST(OnnxOpTable, HoldsNoOpTwice) {
  const auto& ops = all_ops();
  const auto twice = std::ranges::adjacent_find(ops, {}, &OnnxOp::name);
  EXPECT_TRUE(twice == ops.end()) << twice->name;
  EXPECT_EQ(ops.size(), 85U);
}

/// Of opsets that an older ONNX does not know.
const std::set<std::string_view> kLaterOps{"Gelu", "Mish", "Swish"};

TEST(OnnxOpTable, EveryOpIsFoundAndDoesSomething) {
  for (const OnnxOp& op : all_ops()) {
    EXPECT_EQ(find_op(op.name), &op);
    const bool on_constants = !std::holds_alternative<std::monostate>(op.on_constants);
    EXPECT_TRUE(op.on_record != nullptr || on_constants) << op.name;
    EXPECT_NE(find_signature(op.name), nullptr) << op.name;
    const onnx::OpSchema* schema =
        onnx::OpSchemaRegistry::Schema(std::string(op.name), op.classical ? "ai.onnx.ml" : "");
    EXPECT_TRUE(schema != nullptr || kLaterOps.contains(op.name)) << op.name;
  }
  EXPECT_EQ(find_op("Sin"), nullptr);
  EXPECT_EQ(find_op(""), nullptr);
}

TEST(OnnxOpTable, IsWhatTheDocumentationNames) {
  const std::set<std::string> words = words_of_models();
  ASSERT_FALSE(words.empty());
  for (const OnnxOp& op : all_ops()) {
    EXPECT_TRUE(words.contains(std::string(op.name))) << op.name << " is not in the docs";
  }
  for (const std::string& word : words) {
    const bool is_op = onnx::OpSchemaRegistry::Schema(word) != nullptr;
    EXPECT_TRUE(!is_op || find_op(word) != nullptr) << word << " is not in the table";
  }
}

TEST(OnnxOpTable, TheHintNamesWhatWorksOnRecords) {
  const std::string hint = supported_ops();
  for (const char* part :
       {"supported are Abs, Add, ArgMax, ArrayFeatureExtractor, AveragePool, ", ", ZipMap; ",
        "BatchNormalization, Binarizer, Cast, ", "Softmax, LogSoftmax and ArgMax only"}) {
    EXPECT_NE(hint.find(part), std::string::npos) << part;
  }
  EXPECT_EQ(hint.find("Sqrt"), std::string::npos);
}

}  // namespace
}  // namespace medisc
