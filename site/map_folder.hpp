/// Maps of records as files of a folder, at the hospital:
///
///   RECORD.npy         the class of each pixel: uint8, or uint16 of over 256 classes; as the
///                      result's shape says, without its classes
///   RECORD.png         the same as a picture (site/label_picture.hpp), where a map has one or
///                      two dimensions, of at most 256 classes and 1 000 000 pixels a side; one
///                      dimension is a row
///   RECORD.logits.npy  the logits, float64, classes first; not of a label-only plan
///
/// For their owner alone. A file is complete where it has its name.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "error/error.hpp"
#include "plan/plan.hpp"

namespace medisc {

/// What was written of one record: paths, or nothing.
struct MapFiles {
  std::string map;
  std::string picture;
  std::string logits;
  std::optional<Error> error{};  ///< of the first that could not be written
};

/// A record's name as that of a file: other bytes than letters, digits, '.', '-', '_' and those
/// of UTF-8 beyond ASCII become '_', and so does a '.' in front; 200 bytes at most.
std::string file_stem(const std::string& record);

class MapFolder {
 public:
  /// Makes the folder if it is not there, for its owner alone, and writes and removes a file in
  /// it. Errors: kUnsupported where the plan's results are no maps, or of over 65536 classes;
  /// kUsage where two records would have a file of the same name, the folder can't be written,
  /// or a file is there already and `overwrite` is false.
  static Result<MapFolder> open(std::filesystem::path folder, const Plan& plan,
                                std::span<const std::string> records, bool overwrite);

  const std::filesystem::path& folder() const { return folder_; }

  /// Of one of those records, a diagnosis or the reference's result.
  MapFiles write(const std::string& record, std::span<const std::int64_t> logits) const;

 private:
  MapFolder(std::filesystem::path folder, Plan plan)
      : folder_(std::move(folder)), plan_(std::move(plan)) {}

  /// With what comes behind a record's stem.
  std::vector<std::string> endings() const;
  Result<void> name_files(std::span<const std::string> records);
  Result<void> expect_room(bool overwrite) const;
  /// The path, or nothing and the first error.
  std::string store(const std::string& name, const Result<std::string>& bytes,
                    std::optional<Error>& error) const;

  std::filesystem::path folder_;
  Plan plan_;
  std::map<std::string, std::string> stems_;  ///< by record
};

}  // namespace medisc
