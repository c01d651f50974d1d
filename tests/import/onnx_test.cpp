#include "import/onnx.hpp"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

#include "tests/import/model_file.hpp"
#include "tests/import/sample.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

const std::filesystem::path kBreast = MEDISC_SOURCE_DIR "/examples/breast";

TEST(OnnxImport, ReadsTheExample) {
  const auto network = read_model(kBreast / "model.onnx");
  ASSERT_TRUE(network.has_value()) << render(network.error());
  EXPECT_EQ(network->features, 30U);
  EXPECT_EQ(network->outputs(), 2U);
  ASSERT_EQ(network->layers.size(), 5U);
  const std::uint32_t outputs[] = {16, 16, 16, 16, 2};
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(std::holds_alternative<Dense>(network->layers[i].op), i % 2 == 0);
    EXPECT_EQ(network->layers[i].outputs(), outputs[i]);
  }
  EXPECT_EQ(network->layers[0].name, "/0/Gemm");
}

TEST(OnnxImport, FileThatIsNotThere) {
  EXPECT_THAT(import_onnx(kBreast / "none.onnx"),
              Refused(ErrorCode::kBadInput, "none.onnx is not a file"));
  EXPECT_THAT(import_onnx(kBreast), Refused(ErrorCode::kBadInput, "is a folder"));
}

TEST(OnnxImport, BytesThatAreNoModel) {
  for (const char* bytes : {"hello", "\x01\x02\x03"}) {
    EXPECT_THAT(parse_onnx(bytes, "m.onnx"),
                Refused(ErrorCode::kBadInput, "m.onnx is not an ONNX model"));
  }
}

TEST(OnnxImport, EveryTruncationIsRefused) {
  std::ifstream stream(kBreast / "model.onnx", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  ASSERT_GT(bytes.size(), 5000U);
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    const auto network = parse_onnx(std::string_view(bytes).substr(0, length), "m.onnx");
    ASSERT_FALSE(network.has_value()) << length;
    ASSERT_EQ(network.error().code, ErrorCode::kBadInput) << length;
  }
}

TEST(OnnxImport, DamagedBytesNeverCrash) {
  std::ifstream stream(kBreast / "model.onnx", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
    const auto network = parse_model(damaged, "m.onnx");
    EXPECT_TRUE(!network || !network->layers.empty());
  }
}

TEST(OnnxImport, NamesAreMadePrintable) {
  OnnxSample sample({2});
  sample.constant("w", {2, 1}, {1, 1});
  sample.node("MatMul", "x w", "y").set_name("a\nb\x1b" + std::string(500, 'c'));
  const auto network = sample.import();
  ASSERT_TRUE(network.has_value());
  EXPECT_EQ(network->layers[0].name.substr(0, 4), "a?b?");
  EXPECT_EQ(network->layers[0].name.size(), 128U);
}

}  // namespace
}  // namespace medisc
