/// Writes what gateway/stow/multipart.hpp reads.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace medisc {

struct MultipartBody {
  std::string content_type;  ///< of the whole: "multipart/related; type=...; boundary=..."
  std::string bytes;
};

/// Parts of one media type, as one body. Its boundary occurs in none of them; the same parts
/// give the same body.
MultipartBody write_multipart(std::span<const std::string_view> parts,
                              const std::string& part_type);

}  // namespace medisc
