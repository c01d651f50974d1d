#include "gateway/intake/spool.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "config/private_file.hpp"
#include "gateway/intake/received_json.hpp"

namespace medisc {
namespace {

namespace fs = std::filesystem;

constexpr const char* kNote = "received.json";
constexpr mode_t kOwnersFolder = 0700;

tl::unexpected<Error> cannot(const std::string& what, const fs::path& path) {
  return fail(ErrorCode::kStorage, path.string() + " " + what + ": " + std::strerror(errno),
              "check the disk of [intake] folder");
}

/// Makes a folder that may be there.
Result<void> make_folder(const fs::path& path) {
  if (::mkdir(path.c_str(), kOwnersFolder) == 0 || errno == EEXIST) return {};
  return cannot("can't be made", path);
}

/// What was changed in a folder is on the disk.
Result<void> settle(const fs::path& folder) {
  const Descriptor open(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (open.is_open() && ::fsync(open.number()) == 0) return {};
  return cannot("can't be kept", folder);
}

Result<void> write_file(const fs::path& path, const std::string& bytes) {
  const auto written = write_new_file(path, "file", bytes, kOwnerOnly);
  if (written) return {};
  return fail(ErrorCode::kStorage, written.error().context,
              "check the disk of [intake] folder");
}

std::uint64_t size_of(const fs::path& file) {
  std::error_code missing;
  const std::uint64_t size = fs::file_size(file, missing);
  return missing ? 0 : size;
}

Result<void> check_owner(const fs::path& folder) {
  struct stat status {};
  if (::stat(folder.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) {
    return fail(ErrorCode::kUsage, "[intake] folder " + folder.string() + " can't be used",
                "make its parent first, writable for this user");
  }
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) == 0) return {};
  return fail(ErrorCode::kUsage,
              "[intake] folder " + folder.string() + " is open to others than its owner",
              "run: chmod 700 " + folder.string());
}

/// Files that are in no note: their senders were not told that they were taken.
void remove_strays(const fs::path& images, const Received& received) {
  std::error_code ignored;
  std::vector<fs::path> strays;
  for (const auto& entry : fs::directory_iterator(images, ignored)) {
    const std::string name = entry.path().filename().string();
    if (std::ranges::find(received.files, name) == received.files.end()) {
      strays.push_back(entry.path());
    }
  }
  for (const fs::path& stray : strays) fs::remove_all(stray, ignored);
}

}  // namespace

NewImage::~NewImage() {
  std::error_code ignored;
  if (!folder_.empty()) fs::remove_all(folder_, ignored);
  if (bytes_) *bytes_ -= size_;
}

Result<Spool> Spool::open(const fs::path& folder, std::uint64_t most_bytes) {
  if (auto made = make_folder(folder); !made) {
    return fail(ErrorCode::kUsage, "[intake] folder: " + made.error().context,
                "make its parent first, writable for this user");
  }
  if (auto owner = check_owner(folder); !owner) return tl::unexpected<Error>(owner.error());
  const fs::path lock_file = folder / "lock";
  Descriptor lock(::open(lock_file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, kOwnerOnly));
  if (!lock.is_open()) {
    return fail(ErrorCode::kUsage, "[intake] folder " + folder.string() + " can't be written",
                "it must be this user's");
  }
  if (::flock(lock.number(), LOCK_EX | LOCK_NB) != 0) {
    return fail(ErrorCode::kUsage,
                "[intake] folder " + folder.string() + " is used by another gateway",
                "give each gateway its own");
  }
  std::error_code ignored;
  fs::remove_all(folder / "new", ignored);
  if (auto made = make_folder(folder / "new"); !made) {
    return tl::unexpected<Error>(made.error());
  }
  return Spool(folder, std::move(lock), most_bytes);
}

Result<std::vector<FoundReceived>> Spool::all() {
  std::vector<FoundReceived> found;
  std::vector<fs::path> unknown;
  std::error_code problem;
  for (const auto& entry : fs::directory_iterator(folder_, problem)) {
    if (!entry.is_directory() || entry.path().filename() == "new") continue;
    const fs::path note = entry.path() / kNote;
    std::ifstream stream(note, std::ios::binary);
    if (!stream) {
      unknown.push_back(entry.path());
      continue;
    }
    std::ostringstream text;
    text << stream.rdbuf();
    auto received = received_of_json(text.str());
    if (!received || received->id != entry.path().filename()) {
      return fail(ErrorCode::kStorage, note.string() + " is not as it was written",
                  "move its folder away, and send the image again");
    }
    remove_strays(entry.path() / "images", *received);
    for (std::size_t i = 0; i < received->files.size(); ++i) {
      *bytes_ += size_of(file(*received, i));
    }
    found.push_back({std::move(*received), fs::last_write_time(note, problem)});
  }
  if (problem) return fail(ErrorCode::kStorage, folder_.string() + " can't be read");
  for (const fs::path& folder : unknown) fs::remove_all(folder, problem);
  return found;
}

Result<NewImage> Spool::write(const std::string& bytes, const std::string& name) {
  if (*bytes_ + bytes.size() > most_bytes_) {
    return fail(
        ErrorCode::kBusy,
        "[intake] folder is full: it holds " + std::to_string(*bytes_ >> 20) + " MB of images",
        "later; or raise most_mb, or lower keep_hours");
  }
  const fs::path folder = folder_ / "new" / std::to_string((*number_)++);
  if (auto made = make_folder(folder); !made) return tl::unexpected<Error>(made.error());
  *bytes_ += bytes.size();
  NewImage image(folder, name, bytes.size(), bytes_);
  if (auto written = write_file(image.path(), bytes); !written) {
    return tl::unexpected<Error>(written.error());
  }
  return image;
}

Result<void> Spool::take(NewImage image, const Received& received) {
  const fs::path own = folder_ / received.id;
  for (const fs::path& folder : {own, images(received)}) {
    if (auto made = make_folder(folder); !made) return made;
  }
  const fs::path to = images(received) / image.name_;
  const std::uint64_t before = size_of(to);
  if (::rename(image.path().c_str(), to.c_str()) != 0) return cannot("can't be made", to);
  *image.bytes_ -= before;
  image.bytes_.reset();
  for (const fs::path& folder : {images(received), own, folder_}) {
    if (auto settled = settle(folder); !settled) return settled;
  }
  return note(received);
}

Result<void> Spool::note(const Received& received) {
  const fs::path own = folder_ / received.id;
  const fs::path fresh = own / "received.json.new";
  ::unlink(fresh.c_str());  // of a process that ended in between
  if (auto written = write_file(fresh, to_json(received)); !written) return written;
  if (::rename(fresh.c_str(), (own / kNote).c_str()) != 0) {
    return cannot("can't be written", own / kNote);
  }
  return settle(own);
}

fs::path Spool::images(const Received& received) const {
  return folder_ / received.id / "images";
}

fs::path Spool::file(const Received& received, std::size_t place) const {
  return images(received) / received.files.at(place);
}

void Spool::remove(const Received& received) {
  for (std::size_t i = 0; i < received.files.size(); ++i) {
    *bytes_ -= size_of(file(received, i));
  }
  // The note goes first: a folder without one was not taken.
  std::error_code ignored;
  fs::remove(folder_ / received.id / kNote, ignored);
  fs::remove_all(folder_ / received.id, ignored);
}

}  // namespace medisc
