#include "gateway/picture_answer.hpp"

#include <chrono>
#include <utility>

#include "gateway/inference/infer_error.hpp"
#include "gateway/report/source_picture.hpp"
#include "imaging/image_file.hpp"
#include "site/png_writer.hpp"

namespace medisc {
namespace {

constexpr std::chrono::seconds kPatience{10};

/// Gives the turn to the next, whatever happens.
class Turn {
 public:
  explicit Turn(std::counting_semaphore<>& free) : free_(free) {}
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() { free_.release(); }

 private:
  std::counting_semaphore<>& free_;
};

}  // namespace

HttpResponse PictureTurns::with_turn(const std::function<HttpResponse()>& draw) {
  if (!free_.try_acquire_for(kPatience)) {
    return http_later(503, "too many pictures are asked for at once");
  }
  const Turn turn(free_);
  return draw();
}

HttpResponse picture_answer(const MedicalImage& image, RgbPicture picture) {
  const RgbPicture small = shrunk(std::move(picture), kSentSide);
  auto png = png_of({small.pixels, small.rows, small.columns});
  if (!png) return infer_problem(png.error());
  HttpResponse response = http_text(200, std::move(*png), "image/png");
  response.headers.set("X-Frames", std::to_string(image.frames));
  response.headers.set("X-Rows", std::to_string(image.rows));
  response.headers.set("X-Columns", std::to_string(image.columns));
  return response;
}

HttpResponse picture_of_file(std::string_view bytes, const std::string& name) {
  const auto image = read_image(bytes, name);
  if (!image) return infer_problem(image.error());
  return picture_answer(*image, {image->rows, image->columns, source_picture(*image)});
}

}  // namespace medisc
