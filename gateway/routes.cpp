#include "gateway/routes.hpp"

#include <algorithm>
#include <iterator>

#include "gateway/diagnosis_routes.hpp"
#include "gateway/inference_routes.hpp"
#include "gateway/openapi.hpp"
#include "gateway/page_routes.hpp"
#include "gateway/picture_routes.hpp"
#include "gateway/preparation_routes.hpp"
#include "gateway/received_routes.hpp"
#include "gateway/stow/stow_routes.hpp"

namespace medisc {
namespace {

void append(std::vector<HttpRoute>& routes, std::vector<HttpRoute> more) {
  std::ranges::move(more, std::back_inserter(routes));
}

}  // namespace

std::vector<HttpRoute> gateway_routes(Daemon& daemon, Diagnoses& diagnoses,
                                      const GatewayConfig& config, Intake* intake) {
  std::vector<HttpRoute> routes = diagnosis_routes(daemon, diagnoses, config, intake);
  append(routes, picture_routes(daemon, config));
  if (intake != nullptr) {
    append(routes, received_routes(*intake, daemon));
    append(routes, stow_routes(*intake, config));
  }
  append(routes, inference_routes(daemon, config));
  append(routes, preparation_routes(daemon));
  append(routes, page_routes());
  add_openapi(routes);
  return routes;
}

}  // namespace medisc
