/// Received images on the disk: what was taken is there after a crash.
///
///   FOLDER/lock                 held by the process that uses it
///   FOLDER/ID/received.json     a Received
///   FOLDER/ID/images/FILE       as it came
///   FOLDER/new/N/FILE           not taken yet; gone at the next start
///
/// For its owner alone: these are patients' images.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "error/descriptor.hpp"
#include "error/error.hpp"
#include "gateway/intake/received.hpp"

namespace medisc {

/// Bytes of the files in a spool.
using SpoolBytes = std::shared_ptr<std::atomic<std::uint64_t>>;

/// A file that was written and not taken; removed with this.
class NewImage {
 public:
  NewImage(NewImage&& other) noexcept = default;
  NewImage& operator=(NewImage&&) = delete;
  ~NewImage();

  std::filesystem::path path() const { return folder_ / name_; }

 private:
  friend class Spool;
  NewImage(std::filesystem::path folder, std::string name, std::uint64_t size, SpoolBytes bytes)
      : folder_(std::move(folder)),
        name_(std::move(name)),
        size_(size),
        bytes_(std::move(bytes)) {}

  std::filesystem::path folder_;  ///< its own
  std::string name_;
  std::uint64_t size_;
  SpoolBytes bytes_;  ///< none: it was taken
};

/// One that was there when the folder was opened, and when it was written last.
struct FoundReceived {
  Received received;
  std::filesystem::file_time_type written;
};

class Spool {
 public:
  /// Makes the folder where it is missing. Errors: kUsage where it can't be used, is open to
  /// others than its owner, or another process has it.
  static Result<Spool> open(const std::filesystem::path& folder, std::uint64_t most_bytes);

  /// All that was taken; what was not is removed. Errors: kStorage, naming the folder, of one
  /// that is damaged: it is for a person to look at.
  Result<std::vector<FoundReceived>> all();

  /// Writes a file that may be looked at. Errors: kBusy where the folder has no room for it;
  /// kStorage.
  Result<NewImage> write(const std::string& bytes, const std::string& name);

  /// Takes it into `received`, whose last file it is, and writes that down: all on the disk
  /// when this returns. Errors: kStorage.
  Result<void> take(NewImage image, const Received& received);

  /// Writes down what is known of it, on the disk when this returns. Errors: kStorage.
  Result<void> note(const Received& received);

  std::filesystem::path images(const Received& received) const;
  std::filesystem::path file(const Received& received, std::size_t place) const;

  /// Deletes it with its images.
  void remove(const Received& received);

  std::uint64_t bytes() const { return bytes_->load(); }

 private:
  Spool(std::filesystem::path folder, Descriptor lock, std::uint64_t most_bytes)
      : folder_(std::move(folder)), lock_(std::move(lock)), most_bytes_(most_bytes) {}

  std::filesystem::path folder_;
  Descriptor lock_;
  std::uint64_t most_bytes_;
  SpoolBytes bytes_ = std::make_shared<std::atomic<std::uint64_t>>(0);
  SpoolBytes number_ = std::make_shared<std::atomic<std::uint64_t>>(0);  ///< of the next file
};

}  // namespace medisc
