"""The data that an import remembers of a picture."""

from dataclasses import dataclass

from posts.models import Image


@dataclass(slots=True)
class StoredPicture:
    """The data of a stored picture that a body needs: an image in a quarter of its memory."""

    pk: int | None
    stem: str
    fallback: str
    widths: list
    width: int
    height: int
    alt: str
    is_decorative: bool

    @classmethod
    def of(cls, image: Image) -> "StoredPicture":
        return cls(*(getattr(image, name) for name in cls.__slots__))

    @property
    def image(self) -> Image:
        return Image(**{name: getattr(self, name) for name in self.__slots__})

    @property
    def source(self) -> str:
        return self.image.source
