/// NumPy archives, written by libzip.
#pragma once

#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include <zip.h>

namespace medisc {

/// Entries in this order, each compressed so.
inline std::string npz_bytes(const std::vector<std::pair<std::string, std::string>>& entries,
                             int compression = ZIP_CM_DEFLATE) {
  zip_source_t* buffer = zip_source_buffer_create(nullptr, 0, 0, nullptr);
  zip_source_keep(buffer);
  zip_t* archive = zip_open_from_source(buffer, ZIP_TRUNCATE, nullptr);
  for (const auto& [name, bytes] : entries) {
    zip_source_t* content = zip_source_buffer(archive, bytes.data(), bytes.size(), 0);
    const auto index = zip_file_add(archive, name.c_str(), content, 0);
    zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), compression, 0);
    zip_file_set_mtime(archive, static_cast<zip_uint64_t>(index), 0, 0);
  }
  zip_close(archive);
  zip_stat_t about;
  zip_source_stat(buffer, &about);
  std::string bytes(about.size, '\0');
  zip_source_open(buffer);
  zip_source_read(buffer, bytes.data(), bytes.size());
  zip_source_close(buffer);
  zip_source_free(buffer);
  return bytes;
}

}  // namespace medisc
