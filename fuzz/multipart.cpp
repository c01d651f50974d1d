// Bodies of several parts: what is read lies in the body, in its order and apart, holds no
// delimiter, and written again it reads equal.
#include <string>

#include "fuzz/harness.hpp"
#include "fuzz/input.hpp"
#include "gateway/stow/accepted_type.hpp"
#include "gateway/stow/media_type.hpp"
#include "gateway/stow/multipart.hpp"
#include "gateway/stow/multipart_writer.hpp"

namespace medisc::fuzz {
namespace {

constexpr MultipartLimits kLimits{8, 256, 4};

void check_headers(const BodyPart& part) {
  require(part.headers.size() <= kLimits.headers, "there are not too many headers");
  std::size_t bytes = 0;
  for (const PartHeader& field : part.headers) {
    require(is_http_token(field.name) && is_http_value(field.value), "a header can be shown");
    require(part.header(field.name) == field.value, "a header is there once");
    bytes += field.name.size() + field.value.size();
  }
  require(bytes <= kLimits.header_bytes, "headers are bounded");
}

void check(std::string_view body, const std::vector<BodyPart>& parts,
           const std::string& boundary) {
  require(parts.size() <= kLimits.parts, "there are not too many parts");
  const char* at = body.data();
  for (const BodyPart& part : parts) {
    require(part.bytes.data() >= at, "parts are in order, and none overlaps another");
    at = part.bytes.data() + part.bytes.size();
    require(at <= body.data() + body.size(), "a part lies in the body");
    require(part.bytes.find("\r\n--" + boundary) == part.bytes.npos &&
                !part.bytes.starts_with("--" + boundary),
            "a part holds no delimiter");
    check_headers(part);
  }
}

void write_again(const std::vector<BodyPart>& parts) {
  std::vector<std::string_view> bytes;
  for (const BodyPart& part : parts) bytes.push_back(part.bytes);
  const MultipartBody written = write_multipart(bytes, "application/dicom");
  const auto media = parse_media_type(written.content_type);
  require(media && media->type == "multipart/related", "a written type can be read");
  const auto again =
      parse_multipart(written.bytes, media->parameter("boundary").value_or(""), kLimits);
  require(again && again->size() == parts.size(), "written parts can be read");
  for (std::size_t i = 0; i < parts.size(); ++i) {
    require(again->at(i).bytes == parts[i].bytes, "parts written again read equal");
  }
}

}  // namespace
}  // namespace medisc::fuzz

/// A Content-Type behind its length, and the body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace medisc;
  using namespace medisc::fuzz;
  Input input(data, size);
  const std::string type(as_text(input.part()));
  const auto body = as_text(input.rest());
  const auto accepted = accepted_type({{"Accept", type}});
  require(!accepted || accepted->ends_with("json"), "answers are JSON");
  const auto media = parse_media_type(type);
  if (!media) {
    require(media.error().code == ErrorCode::kBadInput, "a bad type is bad input");
    return 0;
  }
  require(media->parameters.size() <= kMostParameters, "parameters are bounded");
  const std::string boundary(media->parameter("boundary").value_or(""));
  const auto parts = parse_multipart(body, boundary, kLimits);
  if (!parts) {
    require(parts.error().code == ErrorCode::kBadInput, "a bad body is bad input");
    return 0;
  }
  require(is_boundary(boundary), "a boundary is one");
  check(body, *parts, boundary);
  write_again(*parts);
  return 0;
}
