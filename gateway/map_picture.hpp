/// The map of a diagnosis over its image, as an answer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/daemon.hpp"
#include "http/response.hpp"

namespace medisc {

/// The result of the record at `place` over the image in `bytes`, a DICOM or PNG file that
/// `name` stands for: report/map_overlay.hpp, sent as picture_answer does, with
/// "X-First-Class", the least class that is drawn. Whether it is the image that was diagnosed,
/// the caller knows. 404 where there is no such diagnosis or no result of this place; 409 where
/// the result is no map; 400 and 501, as read_image and map_overlay; 503 where the daemon is
/// away.
HttpResponse map_picture(Daemon& daemon, const std::string& diagnosis, std::uint32_t place,
                         std::string_view bytes, const std::string& name);

}  // namespace medisc
