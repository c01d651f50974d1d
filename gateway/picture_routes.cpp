#include "gateway/picture_routes.hpp"

#include <memory>

#include "gateway/inference/infer_error.hpp"
#include "gateway/map_picture.hpp"
#include "gateway/picture_answer.hpp"
#include "gateway/query.hpp"

namespace medisc {
namespace {

/// What the file is called in errors.
std::string name_of(const HttpRequest& request) {
  const std::string name = header_text(request, "X-Filename");
  return name.empty() ? "the file" : name;
}

HttpResponse with_map(Daemon& daemon, PictureTurns& turns, const HttpRequest& request) {
  const auto place = query_number(request, "place", 0, UINT32_MAX);
  if (!place) return infer_problem(place.error());
  return turns.with_turn([&] {
    return map_picture(daemon, request.variables.at("id"), static_cast<std::uint32_t>(*place),
                       request.body, name_of(request));
  });
}

}  // namespace

std::vector<HttpRoute> picture_routes(Daemon& daemon, const GatewayConfig& config) {
  const auto turns = std::make_shared<PictureTurns>();
  const std::size_t body = config.limits.body_mb << 20;
  return {
      {"picture", "POST", "/v1/pictures", "diagnose", body,
       [turns](const HttpRequest& request) {
         return turns->with_turn(
             [&] { return picture_of_file(request.body, name_of(request)); });
       }},
      {"diagnosis_picture", "POST", "/v1/diagnoses/{id}/picture", "read", body,
       [turns, &daemon](const HttpRequest& request) {
         return with_map(daemon, *turns, request);
       }},
  };
}

}  // namespace medisc
