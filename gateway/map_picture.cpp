#include "gateway/map_picture.hpp"

#include <algorithm>
#include <utility>

#include "gateway/inference/infer_error.hpp"
#include "gateway/picture_answer.hpp"
#include "gateway/report/map_overlay.hpp"
#include "gateway/stored_diagnosis.hpp"
#include "imaging/image_file.hpp"

namespace medisc {

HttpResponse map_picture(Daemon& daemon, const std::string& diagnosis, std::uint32_t place,
                         std::string_view bytes, const std::string& name) {
  const auto stored = stored_diagnosis(daemon, diagnosis);
  if (!stored && stored.error().code == ErrorCode::kBadInput) {
    return http_problem(404, "there is no diagnosis " + diagnosis);
  }
  if (!stored) return infer_problem(stored.error());
  const auto result = std::ranges::find(stored->results, place, &StoredResult::place);
  if (result == stored->results.end()) return http_problem(404, "there is no such result");
  const Answer answer = answer_of(*stored->plan, result->logits);
  const auto* const map = std::get_if<MapAnswer>(&answer);
  if (map == nullptr) return http_problem(409, "the result is no map");
  const auto image = read_image(bytes, name);
  if (!image) return infer_problem(image.error());
  auto overlay = map_overlay(*stored->plan, *map, *image);
  if (!overlay) return infer_problem(overlay.error());
  HttpResponse response = picture_answer(*image, std::move(overlay->picture));
  response.headers.set("X-First-Class", std::to_string(overlay->first));
  return response;
}

}  // namespace medisc
