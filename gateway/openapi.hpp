/// The gateway's routes as OpenAPI 3.1, for programs that read it and for the page at /docs.
#pragma once

#include <string>
#include <vector>

#include "http/router.hpp"

namespace medisc {

/// A document of these routes: their paths, scopes and limits as the tables have them, and what
/// gateway/route_texts.hpp says of them.
std::string openapi_of(const std::vector<HttpRoute>& routes);

/// Adds GET /openapi.json, which describes these routes and itself.
void add_openapi(std::vector<HttpRoute>& routes);

}  // namespace medisc
