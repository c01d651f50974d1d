#include "records/image_records.hpp"

#include <fmt/format.h>

#include "imaging/image_file.hpp"
#include "imaging/image_values.hpp"
#include "imaging/volume.hpp"
#include "records/file_bytes.hpp"
#include "records/image_folder.hpp"
#include "records/image_rows.hpp"

namespace medisc {
namespace {

using Path = std::filesystem::path;

Result<void> check_manifest(const Path& path, const Manifest& manifest) {
  if (manifest.parts.size() != 1) {
    return fail(
        ErrorCode::kBadInput,
        fmt::format("{}: the model's records have {} parts, and an image is one of them",
                    path.string(), manifest.parts.size()),
        "give an archive (.npz) with an array of each part");
  }
  const RecordPart& part = manifest.parts.front();
  if (takes_images(part)) return {};
  return fail(
      ErrorCode::kBadInput,
      fmt::format("{}: the model's records are no images: input '{}' is {} of {} "
                  "dimensions",
                  path.string(), part.name, layout_name(part.layout), part.shape.size()),
      "give a table or an array; a model of images declares shape and layout, of 1 or 3 "
      "channels, height and width");
}

Result<MedicalImage> image_in(const Path& file) {
  const auto bytes = read_file(file);
  if (!bytes) return tl::unexpected<Error>(bytes.error());
  return read_image(*bytes, file.string());
}

/// "hip" of "x/hip.dcm", and "1.2.840.7" of "x/1.2.840.7", whose last part is no extension.
std::string id_of(const Path& file) {
  const std::string extension = file.extension().string();
  const bool is_number =
      extension.find_first_not_of("0123456789", 1) == std::string::npos && !extension.empty();
  return is_number ? file.filename().string() : file.stem().string();
}

/// A folder's own name, also of "." and "x/".
std::string id_of_folder(const Path& folder) {
  std::error_code ignored;
  const Path whole = std::filesystem::weakly_canonical(folder, ignored);
  return whole.filename().string();
}

Result<void> add_file(const Path& file, const RecordPart& part, const ReadOptions& options,
                      ImageRows& rows) {
  const auto image = image_in(file);
  const std::string id = id_of(file);
  if (!image) return rows.add(id, file.string(), tl::unexpected<Error>(image.error()));
  if (image->frames == 1) return rows.add(id, file.string(), image_values(*image, 0, part));
  if (!options.each_frame) {
    return rows.add(id, file.string(),
                    fail(ErrorCode::kBadInput,
                         fmt::format("{} has {} frames, and a record of the model is one image",
                                     file.string(), image->frames),
                         "choose a frame and export it; or say --each-frame, and each is a "
                         "record"));
  }
  for (std::size_t frame = 0; frame < image->frames; ++frame) {
    const std::string name = fmt::format("{}, frame {}", file.string(), frame + 1);
    auto added =
        rows.add(fmt::format("{}-{}", id, frame + 1), name, image_values(*image, frame, part));
    if (!added) return added;
  }
  return {};
}

Result<ImageValues> volume_in(const std::vector<Path>& files, const std::string& name,
                              const RecordPart& part) {
  Volume volume(part, name);
  for (const Path& file : files) {
    const auto image = image_in(file);
    if (!image) return tl::unexpected<Error>(image.error());
    if (auto added = volume.add(*image); !added) return tl::unexpected<Error>(added.error());
  }
  return volume.end();
}

Result<void> add_volumes(const Path& path, const ImageFolder& folder, const RecordPart& part,
                         ImageRows& rows) {
  if (!folder.files.empty()) {
    return rows.add(id_of_folder(path), path.string(),
                    volume_in(folder.files, path.string(), part));
  }
  for (const Path& inner : folder.folders) {
    auto listed = list_image_folder(inner);
    if (!listed) return tl::unexpected<Error>(listed.error());
    for (const std::string& said : listed->notes) rows.note(said);
    auto added = rows.add(inner.filename().string(), inner.string(),
                          volume_in(listed->files, inner.string(), part));
    if (!added) return added;
  }
  return {};
}

Result<void> add_folder(const Path& path, const RecordPart& part, const ReadOptions& options,
                        ImageRows& rows) {
  const auto folder = list_image_folder(path);
  if (!folder) return tl::unexpected<Error>(folder.error());
  for (const std::string& said : folder->notes) rows.note(said);
  const bool volumes = takes_volumes(part);
  if (folder->files.empty() && (!volumes || folder->folders.empty())) {
    return fail(ErrorCode::kBadInput, path.string() + " holds no images",
                "give a folder whose files are images");
  }
  if (!folder->files.empty() && !folder->folders.empty()) {
    rows.note(fmt::format("passed over in the folder: {} folder{}", folder->folders.size(),
                          folder->folders.size() == 1 ? "" : "s"));
  }
  if (volumes) return add_volumes(path, *folder, part, rows);
  for (const Path& file : folder->files) {
    if (auto added = add_file(file, part, options, rows); !added) return added;
  }
  return {};
}

}  // namespace

Result<RecordTable> read_image_records(const Path& path, const Manifest& manifest,
                                       const RecordForm& form, const ReadOptions& options) {
  if (auto fits = check_manifest(path, manifest); !fits) {
    return tl::unexpected<Error>(fits.error());
  }
  const RecordPart& part = manifest.parts.front();
  ImageRows rows(manifest, form, options);
  std::error_code ignored;
  Result<void> added;
  if (std::filesystem::is_directory(path, ignored)) {
    added = add_folder(path, part, options, rows);
  } else if (takes_volumes(part)) {
    added = rows.add(id_of(path), path.string(), volume_in({path}, path.string(), part));
  } else {
    added = add_file(path, part, options, rows);
  }
  if (!added) return tl::unexpected<Error>(added.error());
  return std::move(rows).end();
}

}  // namespace medisc
