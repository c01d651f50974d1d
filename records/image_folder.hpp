/// Which files of a folder are images.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "error/error.hpp"

namespace medisc {

struct ImageFolder {
  std::vector<std::filesystem::path> files;    ///< by their names
  std::vector<std::filesystem::path> folders;  ///< likewise
  std::vector<std::string> notes;              ///< what was passed over
};

/// Hidden files and a DICOMDIR are passed over, and noted. Errors: kBadInput for a folder that
/// can't be read or holds more than 65,536 files, and for what is neither file nor folder.
Result<ImageFolder> list_image_folder(const std::filesystem::path& folder);

/// Whether records are read from a path as images: a folder, a file .dcm, .dicom or .png (in
/// any case), or one of no other known kind that begins as an image does.
bool is_image_path(const std::filesystem::path& path);

}  // namespace medisc
