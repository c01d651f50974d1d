/// The page for people, at "/". Its files need no token: what they show comes from the other
/// routes, which do.
///
///   GET /               the page
///   GET /docs           what the gateway's routes are, for people
///   GET /page/{file}    scripts, styles and the icon of both
#pragma once

#include <vector>

#include "http/router.hpp"

namespace medisc {

std::vector<HttpRoute> page_routes();

}  // namespace medisc
