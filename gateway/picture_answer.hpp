/// Pictures as answers.
#pragma once

#include <functional>
#include <memory>
#include <semaphore>
#include <string>
#include <string_view>

#include "gateway/report/rgb_picture.hpp"
#include "http/response.hpp"
#include "imaging/medical_image.hpp"

namespace medisc {

/// The long side of a picture that is sent, at most.
inline constexpr std::uint32_t kSentSide = 1024;

/// An image takes up to half a gigabyte while it is drawn: a few are at once, others wait.
class PictureTurns {
 public:
  /// `draw`'s answer; 503 where no turn comes within ten seconds.
  HttpResponse with_turn(const std::function<HttpResponse()>& draw);

 private:
  std::counting_semaphore<> free_{4};
};

/// PNG, shrunk to kSentSide. Its headers tell of the image: "X-Frames", "X-Rows", "X-Columns".
/// 500 where the picture can't be made.
HttpResponse picture_answer(const MedicalImage& image, RgbPicture picture);

/// The first frame of a DICOM or PNG file through its window (report/source_picture.hpp).
/// `name` stands for the file in errors: 400 and 501, as read_image.
HttpResponse picture_of_file(std::string_view bytes, const std::string& name);

}  // namespace medisc
