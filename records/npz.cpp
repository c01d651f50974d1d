#include "records/npz.hpp"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <zip.h>

#include "records/told_list.hpp"

namespace medisc {
namespace {

constexpr std::uint64_t kMaxMembers = 4096;
constexpr std::uint64_t kMaxInflated = std::uint64_t{1} << 30;
constexpr std::uint64_t kAllowance = std::uint64_t{1} << 26;  ///< whatever the archive's size
constexpr std::uint64_t kEachByte = 100;  ///< inflated bytes a byte of the archive
constexpr std::size_t kPiece = std::size_t{1} << 20;

using Archive = std::unique_ptr<zip_t, decltype(&zip_discard)>;
using Member = std::unique_ptr<zip_file_t, decltype(&zip_fclose)>;

tl::unexpected<Error> refuse(const std::string& file, const std::string& reason) {
  return fail(ErrorCode::kBadInput, file + ": " + reason,
              "save it with numpy.savez or numpy.savez_compressed");
}

Archive open_archive(std::string_view bytes) {
  zip_error_t problem;
  zip_error_init(&problem);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &problem);
  zip_t* archive =
      source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &problem);
  if (archive == nullptr && source != nullptr) zip_source_free(source);
  zip_error_fini(&problem);
  return {archive, &zip_discard};
}

/// Inflates one member, of at most `limit` bytes.
Result<std::string> inflated(zip_t* archive, std::uint64_t index, std::uint64_t limit,
                             const std::string& name) {
  zip_stat_t about;
  constexpr zip_uint64_t kNeeded =
      ZIP_STAT_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
  if (zip_stat_index(archive, index, 0, &about) != 0 || (about.valid & kNeeded) != kNeeded) {
    return refuse(name, "its entry in the archive is malformed");
  }
  if (about.encryption_method != ZIP_EM_NONE) return refuse(name, "it is encrypted");
  if (about.comp_method != ZIP_CM_STORE && about.comp_method != ZIP_CM_DEFLATE) {
    return refuse(name, "it is neither stored nor deflated");
  }
  if (about.size > limit) {
    return refuse(name,
                  "the archive inflates to more than MediSC takes, 1 GiB or a hundred "
                  "times its size");
  }
  const Member member(zip_fopen_index(archive, index, 0), &zip_fclose);
  if (!member) return refuse(name, "it can't be opened");
  std::string bytes;
  while (bytes.size() <= about.size) {
    // Piece by piece: the size is only what the archive says.
    const std::size_t before = bytes.size();
    bytes.resize(before + std::min<std::uint64_t>(kPiece, about.size - before + 1));
    const zip_int64_t read =
        zip_fread(member.get(), bytes.data() + before, bytes.size() - before);
    if (read < 0) return refuse(name, "it is damaged");
    bytes.resize(before + static_cast<std::size_t>(read));
    if (read == 0) break;
  }
  if (bytes.size() != about.size) return refuse(name, "its size is not what the archive says");
  return bytes;
}

}  // namespace

Result<std::vector<NamedArray>> parse_npz(std::string_view bytes, const std::string& file) {
  const Archive archive = open_archive(bytes);
  if (!archive) return refuse(file, "it is no zip archive, or a damaged one");
  const auto count = static_cast<std::uint64_t>(
      std::max<zip_int64_t>(zip_get_num_entries(archive.get(), 0), 0));
  if (count == 0 || count > kMaxMembers) {
    return refuse(file,
                  fmt::format("it holds {} arrays; expected 1 to {}", count, kMaxMembers));
  }
  std::uint64_t left = std::min(kMaxInflated, kAllowance + kEachByte * bytes.size());
  std::vector<NamedArray> arrays;
  std::set<std::string> names;
  for (std::uint64_t i = 0; i < count; ++i) {
    const char* entry = zip_get_name(archive.get(), i, 0);
    std::string name = entry == nullptr ? "" : entry;
    if (!name.ends_with(".npy")) {
      return refuse(file, fmt::format("entry {} is no array (.npy)", i + 1));
    }
    name.resize(name.size() - 4);
    if (!names.insert(name).second) return refuse(file, "two arrays have one name");
    const std::string place = file + ", array " + shown(name);
    const auto member = inflated(archive.get(), i, left, place);
    if (!member) return tl::unexpected(member.error());
    left -= member->size();
    auto array = parse_npy(*member, place);
    if (!array) return tl::unexpected(array.error());
    arrays.push_back({std::move(name), std::move(*array)});
  }
  return arrays;
}

}  // namespace medisc
