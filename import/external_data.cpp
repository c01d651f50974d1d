#include "import/external_data.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <functional>
#include <limits>
#include <map>
#include <system_error>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "import/foreign_model.hpp"
#include "import/tensor.hpp"

namespace medisc {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostBytes = std::numeric_limits<std::int32_t>::max();
constexpr int kDeepest = 64;  ///< graphs within graphs

bool is_external(const onnx::TensorProto& tensor) {
  return tensor.data_location() == onnx::TensorProto::EXTERNAL;
}

using Visit = std::function<void(onnx::TensorProto&)>;

void each_tensor(onnx::GraphProto& graph, const Visit& visit, int depth);

void each_tensor(onnx::NodeProto& node, const Visit& visit, int depth) {
  for (onnx::AttributeProto& attribute : *node.mutable_attribute()) {
    if (attribute.has_t()) visit(*attribute.mutable_t());
    for (onnx::TensorProto& tensor : *attribute.mutable_tensors()) visit(tensor);
    if (attribute.has_g() && depth < kDeepest) {
      each_tensor(*attribute.mutable_g(), visit, depth + 1);
    }
  }
}

void each_tensor(onnx::GraphProto& graph, const Visit& visit, int depth) {
  for (onnx::TensorProto& tensor : *graph.mutable_initializer()) visit(tensor);
  for (onnx::SparseTensorProto& tensor : *graph.mutable_sparse_initializer()) {
    visit(*tensor.mutable_values());
    visit(*tensor.mutable_indices());
  }
  for (onnx::NodeProto& node : *graph.mutable_node()) each_tensor(node, visit, depth);
}

/// Where a tensor's values stand.
struct Region {
  std::string location;
  std::uint64_t offset = 0;
  std::optional<std::uint64_t> length;
};

std::optional<std::uint64_t> as_count(const std::string& text) {
  std::uint64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<Region> region_of(const onnx::TensorProto& tensor) {
  Region region;
  for (const onnx::StringStringEntryProto& entry : tensor.external_data()) {
    if (entry.key() == "location") region.location = entry.value();
    if (entry.key() != "offset" && entry.key() != "length") continue;
    const auto count = as_count(entry.value());
    if (!count) return std::nullopt;
    if (entry.key() == "offset") region.offset = *count;
    if (entry.key() == "length") region.length = *count;
  }
  return region;
}

/// Whether it names a file within the folder that it is relative to.
bool is_inside(const std::string& location) {
  const fs::path path(location);
  return !location.empty() && location.find('\0') == std::string::npos && path.is_relative() &&
         std::none_of(path.begin(), path.end(),
                      [](const fs::path& part) { return part == ".."; });
}

class ExternalReader {
 public:
  ExternalReader(const std::optional<fs::path>& folder, const std::string& file)
      : folder_(folder), file_(file) {}

  Result<void> read(onnx::TensorProto& tensor) {
    const std::string where = fmt::format("{}: constant '{}'", file_, printable(tensor.name()));
    if (!folder_) {
      return fail(ErrorCode::kUnsupported, where + " keeps its values outside the model file",
                  "read the model from its file, with its data file beside it");
    }
    const auto region = region_of(tensor);
    if (!region || !is_inside(region->location)) {
      return bad(where + " keeps its values at a place that is not within the model's folder");
    }
    const std::string name = printable(region->location);
    const auto size = size_of(region->location);
    if (!size) {
      return bad(
          fmt::format("{} keeps its values in '{}', which is no file of the model's "
                      "folder, or is a link out of it",
                      where, name));
    }
    const std::uint64_t end = *size;
    const std::uint64_t length =
        region->length ? *region->length : end - std::min(region->offset, end);
    const bool fits = region->offset <= end && length <= end - region->offset;
    if (!fits && is_pointer(region->location)) {
      return fail(
          ErrorCode::kBadInput,
          fmt::format("{} keeps its values in '{}', which is a pointer of Git LFS to the "
                      "file, not the file itself",
                      where, name),
          "fetch it with: git lfs pull");
    }
    if (!fits) {
      return bad(fmt::format("{} keeps {} bytes at {} of '{}', which has {}", where, length,
                             region->offset, name, end));
    }
    taken_ += length;
    if (taken_ > 2 * available_ || taken_ > kMostBytes) {
      return fail(ErrorCode::kUnsupported,
                  fmt::format("{}: with it the model's values take over {} bytes", where,
                              std::min(2 * available_, kMostBytes)),
                  "use a smaller model");
    }
    return fill(tensor, *region, length, where);
  }

 private:
  tl::unexpected<Error> bad(const std::string& reason) const {
    return fail(ErrorCode::kBadInput, reason,
                "keep the data file beside the model, as it was exported; or save the model as "
                "one file");
  }

  /// None for what is no regular file within the folder.
  std::optional<std::uint64_t> size_of(const std::string& location) {
    if (const auto known = sizes_.find(location); known != sizes_.end()) return known->second;
    std::error_code problem;
    const fs::path root = fs::canonical(folder_->empty() ? fs::path(".") : *folder_, problem);
    if (problem) return std::nullopt;
    const fs::path path = fs::canonical(root / location, problem);
    if (problem || !fs::is_regular_file(path, problem)) return std::nullopt;
    if (std::mismatch(root.begin(), root.end(), path.begin(), path.end()).first != root.end()) {
      return std::nullopt;
    }
    const std::uintmax_t size = fs::file_size(path, problem);
    if (problem) return std::nullopt;
    available_ += size;
    paths_[location] = path;
    sizes_[location] = size;
    return size;
  }

  bool is_pointer(const std::string& location) const {
    std::ifstream stream(paths_.at(location), std::ios::binary);
    std::string begin(64, '\0');
    stream.read(begin.data(), static_cast<std::streamsize>(begin.size()));
    return is_lfs_pointer(begin);
  }

  Result<void> fill(onnx::TensorProto& tensor, const Region& region, std::uint64_t length,
                    const std::string& where) {
    std::ifstream stream(paths_[region.location], std::ios::binary);
    std::string& raw = *tensor.mutable_raw_data();
    raw.resize(length);
    stream.seekg(static_cast<std::streamoff>(region.offset));
    stream.read(raw.data(), static_cast<std::streamsize>(length));
    if (!stream || static_cast<std::uint64_t>(stream.gcount()) != length) {
      return bad(where + " keeps its values in a file that can't be read");
    }
    tensor.clear_data_location();
    tensor.clear_external_data();
    return {};
  }

  const std::optional<fs::path>& folder_;
  const std::string& file_;
  std::map<std::string, std::uint64_t> sizes_;
  std::map<std::string, fs::path> paths_;
  std::uint64_t available_ = 0;  ///< bytes of the files
  std::uint64_t taken_ = 0;
};

}  // namespace

Result<void> read_external_data(onnx::ModelProto& model,
                                const std::optional<std::filesystem::path>& folder,
                                const std::string& file) {
  ExternalReader reader(folder, file);
  Result<void> result;
  const Visit visit = [&](onnx::TensorProto& tensor) {
    if (result && is_external(tensor)) result = reader.read(tensor);
  };
  each_tensor(*model.mutable_graph(), visit, 0);
  for (onnx::FunctionProto& function : *model.mutable_functions()) {
    for (onnx::NodeProto& node : *function.mutable_node()) each_tensor(node, visit, 0);
  }
  return result;
}

}  // namespace medisc
