#include "gateway/intake/image_id.hpp"

#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "gateway/parts_hash.hpp"
#include "messages/identifiers.hpp"

namespace medisc {
namespace {

std::string hash_of(std::initializer_list<std::string_view> texts) {
  PartsHash<16> hash;
  for (const std::string_view text : texts) hash.add(text);
  return to_hex(hash.end());
}

/// Behind the meta group, which every sender writes in its own way.
std::string_view data_set_of(std::string_view file) {
  constexpr std::size_t kGroupLength = 140;  // behind preamble, mark, tag, VR and length
  if (file.size() < kGroupLength + 4) return file;
  std::uint32_t length = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    length |= std::uint32_t{static_cast<unsigned char>(file[kGroupLength + i])} << (8 * i);
  }
  file.remove_prefix(kGroupLength + 4);
  return length < file.size() ? file.substr(length) : file;
}

}  // namespace

std::string image_id(const std::string& rule, const StudyAttributes& image,
                     const std::string& file) {
  return hash_of({"image", rule, image.sop_instance_uid, data_set_of(file)});
}

std::string series_id(const std::string& rule, const StudyAttributes& image) {
  return hash_of({"series", rule, image.series_uid});
}

std::string file_name(const StudyAttributes& image) {
  return hash_of({"file", image.sop_instance_uid}) + ".dcm";
}

}  // namespace medisc
