#include "gateway/archives/archive_sender.hpp"

namespace medisc {

Result<std::unique_ptr<ArchiveSender>> make_stow_sender(const Archive& archive) {
  return fail(ErrorCode::kUnsupported, archive.name + ": not yet");
}

}  // namespace medisc
