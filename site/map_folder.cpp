#include "site/map_folder.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "config/private_file.hpp"
#include "plan/input_encoding.hpp"
#include "records/npy_writer.hpp"
#include "site/answer.hpp"
#include "site/label_picture.hpp"
#include "site/png_writer.hpp"

namespace medisc {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostStem = 200;  // a file's name has 255 bytes
constexpr std::uint32_t kMostClasses = 1u << 16;
constexpr const char* kMapEnding = ".npy";
constexpr const char* kPictureEnding = ".png";
constexpr const char* kLogitsEnding = ".logits.npy";

bool is_kept(char letter) {
  const auto byte = static_cast<unsigned char>(letter);
  const bool alphanumeric = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                            (byte >= '0' && byte <= '9');
  return alphanumeric || byte == '.' || byte == '-' || byte == '_' || byte >= 0x80;
}

bool continues_letter(char letter) {
  return (static_cast<unsigned char>(letter) & 0xC0) == 0x80;
}

std::vector<std::uint32_t> map_shape(const Plan& plan) {
  const std::vector<std::uint32_t>& shape = plan.manifest.outcome.shape;
  return {shape.begin() + 1, shape.end()};
}

std::uint32_t classes_of(const Plan& plan) {
  return std::max(plan.manifest.outcome.shape.front(), 2U);
}

bool has_picture(const Plan& plan) {
  const std::vector<std::uint32_t> shape = map_shape(plan);
  return shape.size() <= 2 && std::ranges::max(shape) <= kPictureSide &&
         classes_of(plan) <= kPictureClasses;
}

template <class Number>
std::vector<Number> narrowed(const std::vector<std::uint32_t>& classes) {
  std::vector<Number> numbers;
  numbers.reserve(classes.size());
  for (const std::uint32_t index : classes) numbers.push_back(static_cast<Number>(index));
  return numbers;
}

std::string map_bytes(const Plan& plan, const std::vector<std::uint32_t>& classes) {
  if (classes_of(plan) <= 256) {
    return npy_file(map_shape(plan), narrowed<std::uint8_t>(classes));
  }
  return npy_file(map_shape(plan), narrowed<std::uint16_t>(classes));
}

Result<std::string> picture_bytes(const Plan& plan, const std::vector<std::uint32_t>& classes) {
  const std::vector<std::uint32_t> shape = map_shape(plan);
  const std::uint32_t height = shape.size() == 2 ? shape.front() : 1;
  return label_picture(narrowed<std::uint8_t>(classes), height, shape.back());
}

/// Under another name first: a file that has its own is complete.
Result<void> write_file(const fs::path& file, const std::string& bytes) {
  fs::path part = file;
  part.replace_filename("." + file.filename().string() + ".part");
  std::error_code problem;
  fs::remove(part, problem);
  if (auto written = write_new_file(part, "file", bytes, kOwnerOnly); !written) return written;
  fs::rename(part, file, problem);
  if (!problem) return {};
  std::error_code ignored;
  fs::remove(part, ignored);
  return fail(ErrorCode::kStorage,
              fmt::format("file {} can't be written: {}", file.string(), problem.message()));
}

Result<void> expect_maps(const Plan& plan) {
  if (task_of(plan) != TaskKind::kMap) {
    return fail(ErrorCode::kUnsupported,
                fmt::format("--maps: the model's task is '{}', and its results are no maps",
                            task_name(task_of(plan))),
                "leave --maps out");
  }
  if (classes_of(plan) <= kMostClasses) return {};
  return fail(ErrorCode::kUnsupported,
              fmt::format("--maps: a map of {} classes; a file holds {} at most",
                          classes_of(plan), kMostClasses),
              "leave --maps out");
}

}  // namespace

std::string file_stem(const std::string& record) {
  std::string stem = record.empty() ? "_" : record;
  for (char& letter : stem) {
    if (!is_kept(letter)) letter = '_';
  }
  if (stem.front() == '.') stem.front() = '_';
  if (stem.size() <= kMostStem) return stem;
  std::size_t end = kMostStem;
  while (end > 1 && continues_letter(stem[end])) --end;
  return stem.substr(0, end);
}

Result<MapFolder> MapFolder::open(fs::path folder, const Plan& plan,
                                  std::span<const std::string> records, bool overwrite) {
  if (auto maps = expect_maps(plan); !maps) return tl::unexpected<Error>(maps.error());
  MapFolder made(std::move(folder), plan);
  if (auto named = made.name_files(records); !named) {
    return tl::unexpected<Error>(named.error());
  }
  if (auto room = made.expect_room(overwrite); !room) {
    return tl::unexpected<Error>(room.error());
  }
  return made;
}

MapFiles MapFolder::write(const std::string& record,
                          std::span<const std::int64_t> logits) const {
  const std::string& stem = stems_.at(record);
  const Answer answer = answer_of(plan_, logits);
  const std::vector<std::uint32_t>& classes = std::get<MapAnswer>(answer).classes;
  MapFiles files;
  files.map = store(stem + kMapEnding, map_bytes(plan_, classes), files.error);
  if (has_picture(plan_)) {
    files.picture = store(stem + kPictureEnding, picture_bytes(plan_, classes), files.error);
  }
  if (plan_.output == Output::kLogits) {
    const std::string bytes =
        npy_file(plan_.manifest.outcome.shape, decode_logits(plan_, logits));
    files.logits = store(stem + kLogitsEnding, bytes, files.error);
  }
  return files;
}

std::vector<std::string> MapFolder::endings() const {
  std::vector<std::string> endings{kMapEnding};
  if (has_picture(plan_)) endings.emplace_back(kPictureEnding);
  if (plan_.output == Output::kLogits) endings.emplace_back(kLogitsEnding);
  return endings;
}

/// A record "a.logits" may have the map that a record "a" would have for its logits.
Result<void> MapFolder::name_files(std::span<const std::string> records) {
  std::map<std::string, std::string> owners;  // by file
  for (const std::string& record : records) {
    const std::string stem = file_stem(record);
    for (const std::string& ending : endings()) {
      const auto [owner, is_new] = owners.emplace(stem + ending, record);
      if (is_new) continue;
      return fail(
          ErrorCode::kUsage,
          fmt::format("--maps: records '{}' and '{}' would both be written to {}",
                      owner->second, record, stem + ending),
          "give records names that differ in letters and digits, or name another --id-column");
    }
    stems_.emplace(record, stem);
  }
  return {};
}

Result<void> MapFolder::expect_room(bool overwrite) const {
  const std::string where = "--maps: the folder " + folder_.string();
  std::error_code problem;
  if (fs::create_directories(folder_, problem)) {
    fs::permissions(folder_, fs::perms::owner_all, problem);
  }
  if (problem) {
    return fail(ErrorCode::kUsage, where + " can't be made: " + problem.message(),
                "name a folder that is there, or can be made");
  }
  for (const auto& [record, stem] : stems_) {
    for (const std::string& ending : endings()) {
      const fs::path file = folder_ / (stem + ending);
      if (overwrite || !fs::exists(file, problem)) continue;
      return fail(ErrorCode::kUsage, "--maps: " + file.string() + " is there already",
                  "give --force to write over it, or name another folder");
    }
  }
  const fs::path probe = folder_ / ".medisc.probe";
  if (auto written = write_file(probe, ""); !written) {
    return fail(ErrorCode::kUsage, where + " can't be written: " + written.error().context,
                "name a folder that is writable for this user");
  }
  fs::remove(probe, problem);
  return {};
}

std::string MapFolder::store(const std::string& name, const Result<std::string>& bytes,
                             std::optional<Error>& error) const {
  const fs::path file = folder_ / name;
  const Result<void> written =
      bytes ? write_file(file, *bytes) : tl::unexpected<Error>(bytes.error());
  if (written) return file.string();
  if (!error) {
    error = Error{ErrorCode::kStorage, written.error().context,
                  "the results are printed all the same; check the folder and the disk"};
  }
  return {};
}

}  // namespace medisc
