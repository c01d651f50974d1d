#include "import/foreign_model.hpp"

#include <algorithm>

namespace medisc {
namespace {

using std::string_view_literals::operator""sv;

constexpr const char* kFromTorch =
    "load it in PyTorch and export it: torch.onnx.export(model, example_record, "
    "\"model.onnx\")";
constexpr const char* kFromKeras =
    "load it in Keras and export it: model.export(\"model.onnx\", format=\"onnx\"), or "
    "tf2onnx.convert.from_keras(model, output_path=\"model.onnx\")";
constexpr const char* kFromTensorFlow =
    "convert it: python -m tf2onnx.convert --saved-model FOLDER --output model.onnx (of a "
    "graph: --graphdef, of TensorFlow Lite: --tflite)";
constexpr const char* kFromPickle =
    "load it where it was made and export it: skl2onnx.to_onnx(model, some_records) of "
    "scikit-learn, torch.onnx.export of PyTorch";
constexpr const char* kUnpack = "unpack it, and give the .onnx file within";
constexpr const char* kExport = "export the model as .onnx";

/// Whether the words stand near the begin or the end, where archives and graphs name what they
/// hold.
bool holds(std::string_view bytes, std::string_view words) {
  constexpr std::size_t kNear = std::size_t{1} << 20;
  const std::string_view end = bytes.substr(bytes.size() - std::min(bytes.size(), kNear));
  return bytes.substr(0, kNear).find(words) != std::string_view::npos ||
         end.find(words) != std::string_view::npos;
}

ForeignModel zip_of(std::string_view bytes) {
  if (holds(bytes, "data.pkl") || holds(bytes, "archive_format") ||
      holds(bytes, ".data/serialization_id")) {
    return {"a PyTorch file (.pt, .pth)", kFromTorch};
  }
  if (holds(bytes, "model.weights.h5") || holds(bytes, "config.json")) {
    return {"a Keras file (.keras)", kFromKeras};
  }
  if (holds(bytes, ".npy")) return {"a NumPy archive (.npz)", kExport};
  return {"a zip archive", kUnpack};
}

ForeignModel pickle_of(std::string_view bytes) {
  // The magic number that PyTorch's old files begin with.
  if (bytes.substr(2).starts_with("\x8a\x0a\x6c\xfc\x9c\x46\xf9"sv)) {
    return {"a PyTorch file (.pt, .pth)", kFromTorch};
  }
  return {"a Python pickle (.pkl, .joblib)", kFromPickle};
}

bool is_pickle(std::string_view bytes) {
  return bytes.size() > 3 && bytes[0] == '\x80' && bytes[1] >= 2 && bytes[1] <= 5 &&
         bytes.find('.') != std::string_view::npos;
}

/// Eight bytes of length, and a header in JSON.
bool is_safetensors(std::string_view bytes) {
  return bytes.size() > 10 && bytes.substr(4, 4) == "\0\0\0\0"sv && bytes.substr(8, 2) == "{\"";
}

/// Messages of Protocol Buffers, as ONNX models are.
std::optional<ForeignModel> graph_of(std::string_view bytes) {
  const bool is_saved = bytes.starts_with("\x08\x01\x12"sv) &&
                        (holds(bytes, "serve") || holds(bytes, "tensorflow"));
  if (is_saved)
    return ForeignModel{"a TensorFlow SavedModel (saved_model.pb)", kFromTensorFlow};
  if (bytes.starts_with('\n') && holds(bytes, "Placeholder")) {
    return ForeignModel{"a TensorFlow graph (.pb)", kFromTensorFlow};
  }
  return std::nullopt;
}

std::optional<ForeignModel> text_of(std::string_view bytes) {
  bytes.remove_prefix(std::min(bytes.find_first_not_of(" \t\r\n"), bytes.size()));
  if (bytes.starts_with("ir_version")) {
    return ForeignModel{"an ONNX model as text",
                        "save it with onnx.save, in the binary form that is the default"};
  }
  if (bytes.starts_with('{')) return ForeignModel{"a JSON document", kExport};
  if (!bytes.starts_with('<')) return std::nullopt;
  return bytes.starts_with("<?xml")
             ? ForeignModel{"an XML document (of OpenVINO, perhaps)", kExport}
             : ForeignModel{"a web page",
                            "download the file itself: a page was saved in its place"};
}

}  // namespace

bool is_lfs_pointer(std::string_view bytes) {
  return bytes.starts_with("version https://git-lfs");
}

std::optional<ForeignModel> foreign_model(std::string_view bytes) {
  if (is_lfs_pointer(bytes)) {
    return ForeignModel{"a pointer of Git LFS to the file, not the file itself",
                        "fetch it with: git lfs pull"};
  }
  if (bytes.starts_with("PK\x03\x04"sv)) return zip_of(bytes);
  if (is_pickle(bytes)) return pickle_of(bytes);
  if (is_safetensors(bytes)) {
    return ForeignModel{"a safetensors file, which holds weights without a network",
                        "load them into the network in PyTorch, and export that: "
                        "torch.onnx.export(model, example_record, \"model.onnx\")"};
  }
  struct Format {
    std::string_view begin;
    std::size_t at;
    ForeignModel model;
  };
  static constexpr Format kFormats[] = {
      {"\x89HDF\r\n\x1a\n"sv, 0, {"an HDF5 file, as Keras writes (.h5)", kFromKeras}},
      {"TFL3"sv, 4, {"a TensorFlow Lite file (.tflite)", kFromTensorFlow}},
      {"ORTM"sv, 4, {"an ONNX Runtime file (.ort)", "give the .onnx file that it was made of"}},
      {"\x1f\x8b"sv, 0, {"a gzip archive", kUnpack}},
      {"\x78\x9c"sv, 0, {"a compressed file, as joblib writes", kFromPickle}},
      {"\x93NUMPY"sv, 0, {"a NumPy array", kExport}},
      {"GGUF"sv, 0, {"a GGUF file, of a language model", kExport}},
  };
  for (const Format& format : kFormats) {
    if (bytes.size() >= format.at && bytes.substr(format.at).starts_with(format.begin))
      return format.model;
  }
  if (const auto graph = graph_of(bytes)) return graph;
  return text_of(bytes);
}

}  // namespace medisc
