"""The API's description, for signed-in people only: DRF leaves it open by default."""

from drf_spectacular.views import SpectacularAPIView

from po_platform.access.declare import signed_in

view = signed_in()(SpectacularAPIView.as_view())
