"""The face: pages on which people read what happens, answer, correct, and see that the monitor is awake.

* ``server``    serves the pages in the daemon's own loop, or alone
* ``app``       joins the pages to their addresses
* ``guard``     what every request passes: the name it was asked under, its size, the headers of every answer
* ``access``    who it is that asks, and that it was meant
* ``entry``     lets people in and out; ``trial`` and ``passwords`` look at their passwords
* ``own``       what a person does to their own account; ``people`` what an administrator does to others'
* ``offer``     tells whoever starts the inbox how the first account is made
* ``pages``     reads and shows; ``actions`` acts; ``links`` does both for the links in alerts
* ``views``     what each page shows, read from the memory
* ``pen``       writes words, times and foreign text so that nothing in them can act
* ``texts``     the words of the pages, in five languages
"""
