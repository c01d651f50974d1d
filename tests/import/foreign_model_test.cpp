/// Files of other kinds than ONNX: named for what they are, with the way to ONNX.
#include "import/foreign_model.hpp"

#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>

#include "import/onnx.hpp"
#include "tests/import/run_sample.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

using std::string_literals::operator""s;
using testing::HasSubstr;

constexpr auto kBadInput = ErrorCode::kBadInput;

TEST(ForeignModel, IsNamedWithTheWayToOnnx) {
  struct Case {
    std::string bytes;
    const char* name;
    const char* way;
  };
  const Case cases[] = {
      {"version https://git-lfs.github.com/spec/v1\noid sha256:4d\nsize 12\n",
       "a pointer of Git LFS", "git lfs pull"},
      {"PK\x03\x04....model/data.pkl....PK\x05\x06"s, "a PyTorch file (.pt, .pth)",
       "torch.onnx.export"},
      {"PK\x03\x04....metadata.json....model.weights.h5"s, "a Keras file (.keras)", "tf2onnx"},
      {"PK\x03\x04....weights.npy"s, "a NumPy archive", "export"},
      {"PK\x03\x04....readme"s, "a zip archive", "unpack"},
      {"\x89HDF\r\n\x1a\n...."s, "an HDF5 file, as Keras writes (.h5)", "tf2onnx"},
      {"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."s, "a PyTorch file",
       "torch.onnx.export"},
      {"\x80\x04\x95\x10\0\0\0\0\0\0\0csklearn."s, "a Python pickle", "skl2onnx"},
      {"\x78\x9c\x01\x02"s, "as joblib writes", "skl2onnx"},
      {"\x08\x01\x12\x40...serve...tensorflow"s, "a TensorFlow SavedModel", "--saved-model"},
      {"\n\x20\n\x05input\x12\x0bPlaceholder"s, "a TensorFlow graph", "--graphdef"},
      {"\x1c\0\0\0TFL3...."s, "TensorFlow Lite", "--tflite"},
      {"\x30\0\0\0\0\0\0\0{\"weight\":{\"dtype\":\"F32\"}}"s, "a safetensors file",
       "torch.onnx.export"},
      {"\x18\0\0\0ORTM...."s, "an ONNX Runtime file", ".onnx"},
      {"\x1f\x8b\x08\0"s, "a gzip archive", "unpack"},
      {"ir_version: 8\ngraph {\n}\n", "an ONNX model as text", "onnx.save"},
      {"{\"version\": [1, 7]}", "a JSON document", "export"},
      {"<?xml version=\"1.0\"?>", "an XML document", "export"},
      {"<!DOCTYPE html>", "a web page", "download"},
  };
  for (const Case& one : cases) {
    const auto refused = parse_onnx(one.bytes, "m.onnx");
    EXPECT_THAT(refused, Refused(kBadInput, "m.onnx is ")) << one.name;
    EXPECT_THAT(refused, Refused(kBadInput, one.name));
    EXPECT_THAT(refused, Refused(kBadInput, ", and no ONNX model"));
    EXPECT_THAT(refused.error().hint, HasSubstr(one.way)) << one.name;
  }
}

TEST(ForeignModel, WhatIsNotKnownIsNoModelAllTheSame) {
  EXPECT_THAT(parse_onnx("", "m.onnx"), Refused(kBadInput, "m.onnx is empty"));
  for (const std::string& bytes : {"not a model"s, "\x80"s, "PK"s, "\0\0\0\0"s, " "s}) {
    EXPECT_FALSE(foreign_model(bytes).has_value());
    EXPECT_THAT(parse_onnx(bytes, "m.onnx"), Refused(kBadInput, "is not an ONNX model"));
  }
}

class ForeignFolder : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder); }
  void TearDown() override { std::filesystem::remove_all(folder); }
  void write(const char* name, const std::string& bytes) const {
    std::ofstream(folder / name, std::ios::binary) << bytes;
  }

  std::filesystem::path folder =
      std::filesystem::path(testing::TempDir()) / "medisc-foreign-model";
};

TEST_F(ForeignFolder, IsNoFile) {
  EXPECT_THAT(import_onnx(folder), Refused(kBadInput, "is a folder"));
  write("saved_model.pb", "");
  EXPECT_THAT(import_onnx(folder), Refused(kBadInput, "is a TensorFlow SavedModel"));
}

TEST_F(ForeignFolder, AModelsDataMayBeAPointer) {
  OnnxSample sample({2});
  sample.constant("w", {2, 2}, {1, 2, 3, 4}).node("MatMul", "x w", "y");
  onnx::TensorProto& tensor = *sample.graph().mutable_initializer(0);
  tensor.clear_float_data();
  tensor.clear_raw_data();
  tensor.set_data_location(onnx::TensorProto::EXTERNAL);
  for (const auto& [key, value] :
       {std::pair("location", "m.data"), std::pair("length", "1600")}) {
    auto& entry = *tensor.add_external_data();
    entry.set_key(key);
    entry.set_value(value);
  }
  write("m.onnx", sample.bytes());
  write("m.data", "version https://git-lfs.github.com/spec/v1\noid sha256:4d\n");
  EXPECT_THAT(import_onnx(folder / "m.onnx"),
              Refused(kBadInput, "'m.data', which is a pointer of Git LFS"));
}

}  // namespace
}  // namespace medisc
